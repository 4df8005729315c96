using Host.Opening;
using Microsoft.Extensions.Configuration;

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
            Assert.That(_log.Warnings, Is.EqualTo((string[])[$"The adapters {first} and {second} both claim one request; {first} gets it, being loaded first. Name the one that should in Adapters:Order. This is counted and not logged again."]));
            Assert.That(counters.Sum("wharf.handshakes.ambiguous"), Is.EqualTo(3));
        }
    }

    [Test]
    public void Each_pair_is_logged_once()
    {
        var adapters = Set(new HeaderAdapter("a"), new HeaderAdapter("b"), new HeaderAdapter("c"));

        for (var i = 0; i < 2; i++)
        {
            adapters.Find(Requests.Get("/", ("a", ""), ("b", "")));
            adapters.Find(Requests.Get("/", ("a", ""), ("c", "")));
            adapters.Find(Requests.Get("/", ("b", ""), ("c", "")));
        }

        Assert.That(_log.Warnings.Select(line => line.Split(" both ")[0]), Is.EqualTo((string[])["The adapters a and b", "The adapters a and c", "The adapters b and c"]));
    }

    [TestCase("b", "b")]
    [TestCase("c,b,a", "b")]
    [TestCase("B", "b")]
    [TestCase("a,b", "a")]
    [TestCase("b,a,b", "b")]
    public void The_settings_decide_between_two_that_claim_a_request(string order, string winner)
    {
        using var counters = new Counters();
        var adapters = Create(order, new HeaderAdapter("a"), new HeaderAdapter("b"), new HeaderAdapter("c"));

        var found = adapters.Find(Requests.Get("/", ("a", ""), ("b", "")));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(found?.Name, Is.EqualTo(winner));
            Assert.That(_log.Lines, Is.Empty, "it is as the operator wants it");
            Assert.That(counters.Sum("wharf.handshakes.ambiguous"), Is.EqualTo(1));
        }
    }

    [Test]
    public void Those_that_the_settings_do_not_name_keep_their_order_and_their_warning()
    {
        var adapters = Create("c", new HeaderAdapter("a"), new HeaderAdapter("b"), new HeaderAdapter("c"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(adapters.Adapters.Select(adapter => adapter.Name), Is.EqualTo((string[])["c", "a", "b"]));
            Assert.That(adapters.Find(Requests.Get("/", ("a", ""), ("b", "")))?.Name, Is.EqualTo("a"));
            Assert.That(_log.Warnings, Has.One.StartsWith("The adapters a and b both"));
        }
    }

    [Test]
    public void A_name_in_the_settings_that_no_adapter_has_is_a_warning()
    {
        var adapters = Create("b,gone", new HeaderAdapter("a"), new HeaderAdapter("b"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_log.Warnings, Is.EqualTo((string[])["Adapters:Order names gone, which is no loaded adapter; loaded are b, a. Mend the name, or take it out."]));
            Assert.That(adapters.Find(Requests.Get("/", ("a", ""), ("b", "")))?.Name, Is.EqualTo("b"));
        }
    }

    [Test]
    public void All_that_claim_a_request_are_told_without_a_word()
    {
        using var counters = new Counters();
        var adapters = Create("c", new HeaderAdapter("a"), new HeaderAdapter("b"), new HeaderAdapter("c"));
        var request = Requests.Get("/", ("a", ""), ("c", ""));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(adapters.ClaimantsOf(request), Is.EqualTo((string[])["c", "a"]));
            Assert.That(adapters.IsClaimed(request));
            Assert.That(adapters.IsClaimed(Requests.Get("/")), Is.False);
            Assert.That(_log.Lines, Is.Empty);
            Assert.That(counters.Sum("wharf.handshakes.ambiguous"), Is.Zero);
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

    private AdapterSet Create(string order, params HeaderAdapter[] adapters) => AdapterSet.Create(
        adapters, new ConfigurationBuilder().AddInMemoryCollection([new(AdapterSet.OrderKey, order)]).Build(), _log.CreateLogger("Adapters"));

    private AdapterSet Set(params HeaderAdapter[] adapters) => new(adapters, _log.CreateLogger("Adapters"));
}
