using System.Reflection;
using Abstractions;
using Adapters.Hixie75.Tests;
using Adapters.Hixie76.Tests;
using Adapters.Hybi.Tests;
using Adapters.Rfc6455.Tests;
using Adapters.Sse.Tests;
using Contracts;
using Contracts.Vectors;
using Host.Opening;

namespace Host.Tests.Opening;

/// <summary>The adapters of the repository share the requests out among them, whatever the order in which they are loaded.</summary>
public sealed class ClaimTests
{
    // A new adapter is added here; without that the first test fails.
    private static readonly IVectorSpecimen[] Specimens = [new Hixie75Specimen(), new Hixie76Specimen(), new Hybi07Specimen(), new Hybi10Specimen(), new Rfc6455Specimen()];

    // Those of which there are no vectors.
    private static readonly IAdapterSpecimen[] All = [.. Specimens, new SseSpecimen()];

    private static readonly (string Name, IProtocolAdapter Adapter)[] Adapters = [.. All.Select(specimen => specimen.CreateAdapter()).Select(adapter => (adapter.Name, adapter))];

    [Test]
    public void Every_adapter_of_the_repository_is_here()
    {
        var root = typeof(ClaimTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;
        var projects = Directory.EnumerateFiles(root, "Adapters.*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }).Select(Path.GetFileNameWithoutExtension);
        Assert.That(Adapters.Select(adapter => adapter.Adapter.GetType().Assembly.GetName().Name).Distinct(), Is.EquivalentTo(projects));
    }

    [TestCaseSource(nameof(Requests))]
    public void A_request_has_one_adapter_at_most_in_any_order_of_loading(HandshakeRequest request)
    {
        var claiming = Adapters.Where(adapter => adapter.Adapter.Handshake.Claims(request)).Select(adapter => adapter.Name).ToArray();
        Assert.That(claiming, Has.Length.LessThanOrEqualTo(1));
        using var log = new LogRecorder();
        foreach (var order in Orders(Adapters.Select(adapter => adapter.Adapter)))
            Assert.That(new AdapterSet(order, log.CreateLogger("")).Find(request)?.Name, Is.EqualTo(claiming.SingleOrDefault()));
    }

    [TestCaseSource(nameof(Vectors))]
    public void A_vector_has_the_adapter_of_its_revision(HandshakeVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        var own = Specimens.SingleOrDefault(specimen => specimen.HandshakeRevision == vector.Revision && !specimen.UnclaimedHandshakes.Contains(vector.Id));
        var claiming = Adapters.Where(adapter => adapter.Adapter.Handshake.Claims(vector.Request)).Select(adapter => adapter.Name);
        Assert.That(claiming, Is.EqualTo(own is null ? Array.Empty<string>() : [own.CreateAdapter().Name]));
        Assert.That(own is null && vector.IsAccepted && Specimens.Any(specimen => specimen.HandshakeRevision == vector.Revision), Is.False, "Nobody claims what somebody must accept.");
    }

    [TestCaseSource(nameof(Requests))]
    public void A_request_has_no_adapter_once_its_own_is_gone(HandshakeRequest request)
    {
        using var log = new LogRecorder();
        var all = new AdapterSet(Adapters.Select(adapter => adapter.Adapter), log.CreateLogger(""));
        if (all.Find(request) is { } own)
            Assert.That(new AdapterSet(Adapters.Select(adapter => adapter.Adapter).Where(adapter => adapter != own), log.CreateLogger("")).Find(request), Is.Null);
    }

    [Test]
    public void All_versions_are_listed_newest_first()
    {
        using var log = new LogRecorder();
        foreach (var order in Orders(Adapters.Select(adapter => adapter.Adapter)))
            Assert.That(new AdapterSet(order, log.CreateLogger("")).Versions, Is.EqualTo("13, 8, 7"));
    }

    private static IEnumerable<HandshakeVector> Vectors => HandshakeVector.All;

    // All vectors and all sample requests, through all doors.
    private static IEnumerable<TestCaseData> Requests =>
        from sample in HandshakeVector.All.Select(vector => (vector.Id, vector.Request)).Concat(All.SelectMany(Samples))
        from entry in Enum.GetValues<HandshakeEntry>()
        select new TestCaseData(Through(entry, sample.Request)).SetArgDisplayNames(sample.Id, entry.ToString());

    private static IEnumerable<(string Id, HandshakeRequest Request)> Samples(IAdapterSpecimen specimen) =>
        specimen.AcceptableRequests.Concat(specimen.RefusableRequests).Concat(specimen.ForeignRequests)
            .Select((request, number) => ($"{specimen.CreateAdapter().Name}-{number}", request));

    private static HandshakeRequest Through(HandshakeEntry entry, HandshakeRequest request) => new()
    {
        Entry = entry,
        Method = request.Method,
        RawTarget = request.RawTarget,
        HttpVersion = request.HttpVersion,
        Headers = request.Headers,
        ExtendedProtocol = request.ExtendedProtocol ?? (entry == HandshakeEntry.ExtendedConnect ? "websocket" : null),
    };

    // Each one in each place, with the others before and behind it both ways round.
    private static IEnumerable<IProtocolAdapter[]> Orders(IEnumerable<IProtocolAdapter> adapters)
    {
        var all = adapters.ToArray();
        return ((IProtocolAdapter[][])[all, [.. all.Reverse()]]).SelectMany(order => Enumerable.Range(0, order.Length).Select(first => (IProtocolAdapter[])[.. order[first..], .. order[..first]]));
    }
}
