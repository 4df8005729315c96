using System.Collections.Concurrent;

namespace Browser.Tests;

/// <summary>Tests of the demo page. Every page is a visitor of its own, and none may have anything to complain about.</summary>
[CancelAfter(120_000)]
public abstract class PageFixture
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly List<IBrowserContext> _visitors = [];

    [TearDown]
    public async Task Leave()
    {
        foreach (var visitor in _visitors)
            await visitor.CloseAsync();
        _visitors.Clear();
        Assert.That(_complaints, Is.Empty, "what the browser's console says, breaches of the security policy included");
        Assert.That(Chromium.Host.Output, Does.Not.Match(" (warn|fail|crit): "));
    }

    /// <summary>Opens the page in a browser of its own; on a desktop unless a width is given, and without TLS unless it is to be secure.</summary>
    protected async Task<IPage> OpenAsync(string fragment = "", int width = 1280, int height = 800, bool secure = false)
    {
        var visitor = await Chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            IgnoreHTTPSErrors = secure, // the certificate of the run
        });
        _visitors.Add(visitor);
        var page = await visitor.NewPageAsync();
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue(message.Text);
        };
        await page.GotoAsync(new Uri(secure ? Chromium.Host.SecurePages : Chromium.Host.Pages, fragment).AbsoluteUri);
        return page;
    }

    protected static Task PressAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Expects what the panel of the section that is shown says: its state, revision, subprotocol, or last close.</summary>
    protected static Task ExpectAsync(IPage page, string output, string value) => Expect(page.Locator($"output[name={output}]:visible")).ToHaveTextAsync(value);
}
