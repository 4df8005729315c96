using System.Text.RegularExpressions;

namespace Browser.Tests;

/// <summary>The chat, between pages, and between a page and a client of 2010.</summary>
public sealed class ChatTests : PageFixture
{
    [Test]
    public async Task Two_pages_talk()
    {
        var ann = await JoinAsync("Ann");
        var bob = await JoinAsync("Bob");
        await ExpectNoticeAsync(ann, "Bob joined");

        await SayAsync(ann, "Ahoy, Bob! <b>Grüße</b> ✓");
        await SayAsync(bob, "Ahoy: Ann");

        await ExpectLineAsync(ann, "own", "Ann", "Ahoy, Bob! <b>Grüße</b> ✓");
        await ExpectLineAsync(ann, "other", "Bob", "Ahoy: Ann");
        await ExpectLineAsync(bob, "other", "Ann", "Ahoy, Bob! <b>Grüße</b> ✓");
        await ExpectLineAsync(bob, "own", "Bob", "Ahoy: Ann");

        await PressAsync(bob, "Leave");
        await ExpectAsync(bob, "closed", "1000 normal");
        await ExpectNoticeAsync(ann, "Bob left");
    }

    [Test]
    public async Task A_name_that_is_taken_is_not_mistaken_for_ones_own()
    {
        var first = await JoinAsync("Cleo");
        var second = await JoinAsync("Cleo", expectedName: null);
        await Expect(second.Locator("#chat-title")).ToHaveTextAsync(new Regex(@"^Chat as Cleo-\d+$"));

        await SayAsync(first, "It is me");
        await SayAsync(second, "No, me");

        await ExpectLineAsync(first, "own", "Cleo", "It is me");
        await ExpectLineAsync(second, "other", "Cleo", "It is me");
        await Expect(first.Locator("#chat-lines li.other", new() { HasText = "No, me" })).ToBeVisibleAsync();
        await Expect(second.Locator("#chat-lines li.own", new() { HasText = "No, me" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task What_was_said_before_is_there_and_looks_it()
    {
        var dora = await JoinAsync("Dora");
        await SayAsync(dora, "The first word");
        await ExpectLineAsync(dora, "own", "Dora", "The first word");

        var emil = await JoinAsync("Emil");

        await ExpectLineAsync(emil, "earlier", "Dora", "The first word");
        await SayAsync(emil, "The second");
        await ExpectLineAsync(emil, "own", "Emil", "The second");
        await Expect(emil.Locator("#chat-lines li.earlier", new() { HasText = "The second" })).ToHaveCountAsync(0);
    }

    [Test]
    public async Task The_newest_line_is_shown_unless_someone_has_scrolled_back()
    {
        var page = await JoinAsync("Fay");
        for (var number = 1; number <= 60; number++)
            await SayAsync(page, $"Line {number} of Fay");
        await Expect(page.GetByText("Line 60 of Fay")).ToBeInViewportAsync();

        await page.Locator("#chat-lines").EvaluateAsync("list => { list.scrollTop = 0; }");
        await Expect(page.GetByText("Line 60 of Fay")).Not.ToBeInViewportAsync();
        await SayAsync(page, "Line 61 of Fay");
        await Expect(page.GetByText("Newer lines")).ToBeVisibleAsync();
        await Expect(page.GetByText("Line 61 of Fay")).Not.ToBeInViewportAsync();

        await page.GetByText("Newer lines").ClickAsync();
        await Expect(page.GetByText("Line 61 of Fay")).ToBeInViewportAsync();
        await Expect(page.GetByText("Newer lines")).ToBeHiddenAsync();
    }

    [Test]
    public async Task A_page_and_a_client_of_Hixie_76_talk(CancellationToken cancellationToken)
    {
        var page = await JoinAsync("Gwen");
        using var client = await Hixie76Client.ConnectAsync(Chromium.Host.Pages, "/chat?name=Ian", cancellationToken);
        Assert.That(await client.ReceiveAsync(cancellationToken), Is.EqualTo("* you are Ian"));
        await ExpectNoticeAsync(page, "Ian joined");

        await client.SendAsync("Ahoy from 2010 ✓", cancellationToken);
        await ExpectLineAsync(page, "other", "Ian", "Ahoy from 2010 ✓");
        await SayAsync(page, "Ahoy from today 𝄞");

        await client.ReceiveUntilAsync("Ian: Ahoy from 2010 ✓", cancellationToken);
        await client.ReceiveUntilAsync("Gwen: Ahoy from today 𝄞", cancellationToken);
        await client.CloseAsync(cancellationToken);
        await ExpectNoticeAsync(page, "Ian left");
    }

    private async Task<IPage> JoinAsync(string name) => await JoinAsync(name, name);

    private async Task<IPage> JoinAsync(string name, string? expectedName)
    {
        var page = await OpenAsync("#chat");
        await page.GetByLabel("Your name").FillAsync(name);
        await PressAsync(page, "Join");
        await ExpectAsync(page, "state", "open");
        if (expectedName is not null)
            await Expect(page.Locator("#chat-title")).ToHaveTextAsync($"Chat as {expectedName}");
        return page;
    }

    // As somebody types who has just joined, or has just said something: the field has the focus.
    private static async Task SayAsync(IPage page, string text)
    {
        await Expect(page.GetByLabel("Say")).ToBeFocusedAsync();
        await page.Keyboard.InsertTextAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }

    // Not the last notice: somebody of the test before may be leaving still.
    private static Task ExpectNoticeAsync(IPage page, string notice) =>
        Expect(page.Locator("#chat-lines .notice", new() { HasText = notice })).ToBeVisibleAsync();

    private static async Task ExpectLineAsync(IPage page, string type, string name, string text)
    {
        var line = page.Locator($"#chat-lines li.{type}", new() { HasText = text });
        await Expect(line.Locator(".name")).ToHaveTextAsync(name);
        await Expect(line.Locator(".data")).ToHaveTextAsync(text);
    }
}
