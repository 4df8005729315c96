using Abstractions;
using Adapters.Hixie75;
using Adapters.Hixie76;
using Adapters.Hybi;
using Adapters.Rfc6455;
using Host.Diagnostics;
using Host.Opening;
using Host.Tests.Opening;

namespace Host.Tests.Diagnostics;

public sealed class SampleSelectionTests
{
    private LogRecorder _log = null!;

    [SetUp]
    public void MakeLog() => _log = new LogRecorder();

    [TearDown]
    public void DisposeLog() => _log.Dispose();

    [Test]
    public void A_request_of_each_revision_has_the_adapter_of_its_own()
    {
        var selections = Of(new Rfc6455Adapter(), new Hybi10Adapter(), new Hybi07Adapter(), new Hixie76Adapter(), new Hixie75Adapter());

        Assert.That(selections.Select(selection => $"{selection.Revision}: {selection.Adapter}").Take(6), Is.EqualTo((string[])
            ["hixie-75: hixie75", "hixie-76: hixie76", "hybi-07: hybi07", "hybi-10: hybi10", "rfc6455: rfc6455", "rfc8441: rfc6455"]));
        Assert.That(selections.SelectMany(selection => selection.AlsoClaimedBy), Is.Empty);
    }

    [TestCaseSource(nameof(Adapters))]
    public void An_adapter_that_gets_a_request_accepts_it(IProtocolAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        var own = SampleRequest.OfBrowsers.Where(sample => adapter.Handshake.Claims(sample.Request)).ToList();

        Assert.That(own, Is.Not.Empty);
        Assert.That(own.Select(sample => adapter.Handshake.Negotiate(sample.Request, new HandshakeOptions()).Refusal), Is.All.Null);
    }

    [Test]
    public void Without_its_adapter_a_request_has_none()
    {
        var selections = Of(new Rfc6455Adapter());

        Assert.That(selections.Where(selection => selection.Adapter is null).Select(selection => selection.Revision), Is.EqualTo((string[])["hixie-75", "hixie-76", "hybi-07", "hybi-10", "sse"]));
    }

    [Test]
    public void A_version_that_only_an_adapter_knows_has_a_request_too()
    {
        var selections = Of(new VersionAdapter("a", "99"), new VersionAdapter("b", "99"), new VersionAdapter("c", "13"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(selections.Select(selection => selection.Revision), Has.One.EqualTo("version 99").And.None.EqualTo("version 13"));
            Assert.That(selections[^1], Has.Property("Adapter").EqualTo("a").And.Property("AlsoClaimedBy").EqualTo((string[])["b"]).And.Property("SentBy").Null);
            Assert.That(_log.Lines, Is.Empty, "asking is no handshake");
        }
    }

    private static IEnumerable<TestCaseData> Adapters => ((IProtocolAdapter[])[new Rfc6455Adapter(), new Hybi10Adapter(), new Hybi07Adapter(), new Hixie76Adapter(), new Hixie75Adapter()])
        .Select(adapter => new TestCaseData(adapter).SetArgDisplayNames(adapter.Name));

    private IReadOnlyList<SampleSelection> Of(params IProtocolAdapter[] adapters) => SampleSelection.Of(new AdapterSet(adapters, _log.CreateLogger("Adapters")));
}
