using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Interop.Tests;

/// <summary>Clients that nobody here wrote, of all revisions, together in the demo's chat.</summary>
public sealed class ChatTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    // The rows of the other tests, so that none is forgotten here, and the revision that has no client there.
    private static readonly IReadOnlyList<(string Client, string Revision, string Scheme)> Rows =
    [
        .. CasesOf<ClientTests>(nameof(ClientTests.Echoes_with)).Select(arguments => ((string)arguments[0]!, (string)arguments[1]!, "ws")),
        .. CasesOf<DeflateTests>(nameof(DeflateTests.Echoes_compressed_with)).Select(arguments => ((string)arguments[0]!, "rfc6455-deflate", "ws")),
        .. CasesOf<Http2ClientTests>(nameof(Http2ClientTests.Echoes_with)).Where(arguments => arguments[1] is "wss").Select(arguments => ((string)arguments[0]!, "rfc8441", "wss")),
        ("chromium", "sse", "ws"),
    ];

    private readonly ConcurrentBag<ChatMember> _members = [];
    private HostProcess? _host;

    [TearDown]
    public async Task EndAll()
    {
        foreach (var member in _members)
            await member.DisposeAsync();
        _members.Clear();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    [Test]
    public async Task Everybody_hears_everybody_whatever_revision_they_speak([ValueSource(typeof(Transports), nameof(Transports.All))] string transport)
    {
        foreach (var client in Rows.Select(row => row.Client).Distinct())
            await Client.Named(client).AssertInstalledAsync();
        // No pings: not every client answers one while it waits.
        _host = await HostProcess.StartAsync(
        [
            "--origins", "*", "--transport", transport, "--KeepAlive:PingSeconds", "0", "--Plugins:Adapters.Rfc6455:Deflate:Enabled", "true", "--Plugins:Adapters.Rfc6455:Deflate:MinimumBytes", "0",
            .. ServerCertificate.Endpoints(),
        ]);
        string[] names = [.. Rows.Select(row => ChatMember.NameOf(row.Client, row.Revision))];

        // A few at a time: some packages have time limits of their own for the handshake.
        await Parallel.ForEachAsync(Rows, async (row, _) =>
        {
            var member = ChatMember.Start(row.Client, row.Revision, _host.WebSocket("/chat", row.Scheme), names);
            _members.Add(member);
            await member.WaitForJoinAsync(Limit);
        });
        Assert.That(_members.Where(member => !member.HasJoined).Select(member => $"{member.Name} did not join: {member.State}"), Is.Empty);

        await Task.WhenAll(_members.Select(member => member.OpenGateAsync()));
        await Task.WhenAll(_members.Select(member => member.WaitForEndAsync(Limit)));

        var complaints = Complaints(names).ToArray();
        Assert.That(complaints, Is.Empty, () => string.Join(Environment.NewLine, complaints));
        Assert.That(await CensusAsync(), Is.EquivalentTo(Rows.CountBy(row => AdapterOf(row.Revision)).ToDictionary()));
        Assert.That(_host.Output, Does.Not.Match(" (warn|fail|crit): "));
    }

    private IEnumerable<string> Complaints(string[] names) =>
        from member in _members
        let missed = member.Missed(names)
        where missed.Count > 0 || !member.HasPassed
        orderby member.Name
        select $"{member.Name} missed {missed.Count} of {names.Length} ({string.Join(", ", missed)}): {member.State}";

    /// <summary>How many connections each adapter has had, by the host's own account.</summary>
    private async Task<Dictionary<string, int>> CensusAsync()
    {
        using var http = new HttpClient();
        using var details = JsonDocument.Parse(await http.GetStringAsync(new Uri(_host!.Pages, "/healthz?details")));
        return details.RootElement.GetProperty("adapters").EnumerateArray()
            .ToDictionary(adapter => adapter.GetProperty("name").GetString()!, adapter => adapter.GetProperty("opened").GetInt32());
    }

    private static string AdapterOf(string revision) => revision switch
    {
        "hixie-75" => "hixie75",
        "hixie-76" => "hixie76",
        "hybi-v7" => "hybi07",
        "sse" => "sse",
        _ => revision.StartsWith("hybi-", StringComparison.Ordinal) ? "hybi10" : "rfc6455",
    };

    private static IEnumerable<object?[]> CasesOf<TFixture>(string test) =>
        typeof(TFixture).GetMethod(test)!.GetCustomAttributes<TestCaseAttribute>().Select(testCase => testCase.Arguments);
}
