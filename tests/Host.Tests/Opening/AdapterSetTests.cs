using Host.Opening;

namespace Host.Tests.Opening;

public sealed class AdapterSetTests
{
    private LogRecorder _log = null!;

    [SetUp]
    public void MakeLog() => _log = new LogRecorder();

    [TearDown]
    public void DisposeLog() => _log.Dispose();

    [Test]
    public void Nobody_gets_what_nobody_claims()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Set().Find(Requests.Get("/")), Is.Null);
            Assert.That(Set(new HeaderAdapter("a"), new HeaderAdapter("b")).Find(Requests.Get("/", ("c", ""))), Is.Null);
        }
    }

    [TestCase("a")]
    [TestCase("b")]
    [TestCase("c")]
    public void The_one_that_claims_a_request_gets_it(string name)
    {
        using var counters = new Counters();

        var found = Set(new HeaderAdapter("a"), new HeaderAdapter("b"), new HeaderAdapter("c")).Find(Requests.Get("/", (name, "")));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(found?.Name, Is.EqualTo(name));
            Assert.That(_log.Lines, Is.Empty);
            Assert.That(counters.Sum("wharf.handshakes.ambiguous"), Is.Zero);
        }
    }

    [TestCase("a", "b")]
    [TestCase("b", "a")]
    public void The_first_of_two_that_claim_a_request_gets_it(string first, string second)
    {
        using var counters = new Counters();
        var adapters = Set(new HeaderAdapter("other"), new HeaderAdapter(first), new HeaderAdapter(second));

        var found = Enumerable.Range(0, 3).Select(_ => adapters.Find(Requests.Get("/", ("a", ""), ("b", "")))?.Name).ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(found, Is.EqualTo((string[])[first, first, first]));
            Assert.That(_log.Warnings, Is.EqualTo((string[])[$"The adapters {first} and {second} both claim one request; {first} gets it. This is counted and not logged again."]));
            Assert.That(counters.Sum("wharf.handshakes.ambiguous"), Is.EqualTo(3));
        }
    }

    [Test]
    public void The_versions_are_listed_once_and_newest_first()
    {
        var adapters = Set(new HeaderAdapter("hybi", "7", "8"), new HeaderAdapter("hixie"), new HeaderAdapter("odd", "draft"), new HeaderAdapter("rfc", "13"), new HeaderAdapter("again", "8"));

        Assert.That(adapters.Versions, Is.EqualTo("13, 8, 7, draft"));
    }

    [Test]
    public void A_route_lists_the_versions_it_allows()
    {
        var adapters = Set(new HeaderAdapter("hybi", "7", "8"), new HeaderAdapter("rfc", "13"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(adapters.VersionsFor(new Route("/", Handlers.At("/"), ["hybi"])), Is.EqualTo("8, 7"));
            Assert.That(adapters.VersionsFor(new Route("/", Handlers.At("/"), ["none"])), Is.Empty);
            Assert.That(adapters.VersionsFor(new Route("/", Handlers.At("/"), null)), Is.EqualTo("13, 8, 7"));
        }
    }

    private AdapterSet Set(params HeaderAdapter[] adapters) => new(adapters, _log.CreateLogger("Adapters"));
}
