using System.Net;
using System.Text.RegularExpressions;

namespace Interop.Tests;

/// <summary>The demo page as the host serves it, and in a browser.</summary>
[CancelAfter(120_000)]
public sealed partial class DemoPageTests
{
    private readonly HttpClient _http = new();
    private HostProcess _host = null!;

    // No allow-list: the page is of the host's own origin.
    [OneTimeSetUp]
    public async Task StartHost() => _host = await HostProcess.StartAsync();

    [OneTimeTearDown]
    public async Task StopHost()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task The_page_and_all_that_it_refers_to_are_served(CancellationToken cancellationToken)
    {
        var page = await GetAsync(_host.Pages, "text/html", cancellationToken);
        var modules = new Queue<Uri>();
        var seen = new HashSet<Uri>();
        foreach (Match reference in PageReference().Matches(page))
        {
            var address = new Uri(_host.Pages, reference.Groups["file"].Value);
            if (IsModule(address))
                modules.Enqueue(address);
            else
                await GetAsync(address, address.AbsolutePath.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "image/svg+xml", cancellationToken);
        }
        while (modules.TryDequeue(out var module))
        {
            if (!seen.Add(module))
                continue;
            foreach (Match import in ModuleImport().Matches(await GetAsync(module, "text/javascript", cancellationToken)))
                modules.Enqueue(new Uri(module, import.Groups["file"].Value));
        }
        Assert.That(seen, Has.Count.GreaterThan(1), "the page's script and what it imports");
    }

    [Test]
    public Task The_page_echoes_in_a_browser() => Client.Named("demo-page").AssertPassesAsync("rfc6455", _host.Pages);

    private static bool IsModule(Uri address) => address.AbsolutePath.EndsWith(".js", StringComparison.Ordinal);

    private async Task<string> GetAsync(Uri address, string type, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(address, cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), address.AbsoluteUri);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo(type), address.AbsoluteUri);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    [GeneratedRegex("""(?:src|href)="(?<file>[^"#]+)""")]
    private static partial Regex PageReference();

    [GeneratedRegex("""from '(?<file>\./[^']+)'""")]
    private static partial Regex ModuleImport();
}
