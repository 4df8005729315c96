using System.Text.RegularExpressions;

namespace Browser.Tests;

/// <summary>The page over https, where the browser and the server agree on HTTP/2.</summary>
public sealed partial class Http2Tests : PageFixture
{
    [TestCase("", "rfc6455", "RFC 6455 (version 13)", TestName = "The_page_and_its_WebSocket_are_on_one_connection")]
    [TestCase("?transport=sse", "sse", "Server-Sent Events and POST", TestName = "The_page_its_events_and_its_POSTs_are_on_one_connection")]
    public async Task On_one_connection(string query, string protocol, string revision, CancellationToken cancellationToken)
    {
        var before = Chromium.Host.Output.Length;
        var ann = await OpenAsync($"{query}#chat", secure: true);
        Assert.That(await ann.EvaluateAsync<string>("performance.getEntriesByType('navigation')[0].nextHopProtocol"), Is.EqualTo("h2"));
        var statuses = await WatchHandshakesAsync(ann);
        await JoinAsync(ann, "Antonia");
        await ExpectAsync(ann, "revision", revision);
        var bob = await OpenAsync("#chat");
        await JoinAsync(bob, "Balthasar");

        await SayAsync(ann, "Ahoy over HTTP/2 ✓");
        await SayAsync(bob, "Ahoy over HTTP/1.1 𝄞");
        foreach (var page in (IPage[])[ann, bob])
        {
            await Expect(page.Locator("#chat-lines .data", new() { HasText = "Ahoy over HTTP/2 ✓" }).Last).ToBeVisibleAsync();
            await Expect(page.Locator("#chat-lines .data", new() { HasText = "Ahoy over HTTP/1.1 𝄞" }).Last).ToBeVisibleAsync();
        }
        await PressAsync(ann, "Leave");
        await ExpectAsync(ann, "closed", "1000 normal");

        // RFC 8441 5: 200, where RFC 6455 has 101.
        Assert.That(statuses, query == "" ? Is.EqualTo([200]) : Is.Empty);
        // What is written after all the requests have been.
        Assert.That(() => Chromium.Host.Output[before..], Does.Contain($"({protocol}) closed: 1000").After(30_000, 100));
        var requests = RequestLine().Matches(Chromium.Host.Output[before..]);
        Assert.That(requests.Select(request => request.Groups["connection"].Value).Distinct().Count(), Is.EqualTo(1));
        Assert.That(requests, Has.Count.GreaterThan(3), "the page, what belongs to it, and the WebSocket, or events and POSTs");
    }

    private static async Task<List<int>> WatchHandshakesAsync(IPage page)
    {
        var statuses = new List<int>();
        var tools = await page.Context.NewCDPSessionAsync(page);
        tools.Event("Network.webSocketHandshakeResponseReceived").OnEvent += (_, answer) =>
            statuses.Add(answer!.Value.GetProperty("response").GetProperty("status").GetInt32());
        await tools.SendAsync("Network.enable");
        return statuses;
    }

    private static async Task JoinAsync(IPage page, string name)
    {
        await page.GetByLabel("Your name").FillAsync(name);
        await PressAsync(page, "Join");
        await ExpectAsync(page, "state", "open");
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await Expect(page.GetByLabel("Say")).ToBeFocusedAsync();
        await page.Keyboard.InsertTextAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }

    [GeneratedRegex(@"Connection id ""(?<connection>\w+)"" received HEADERS frame")]
    private static partial Regex RequestLine();
}
