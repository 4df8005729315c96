using Abstractions;
using Host.Opening;
using Host.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Tests.Opening;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OpeningHandshakeTests
{
    private static readonly (string, string) Host = ("Host", "server.example");
    private static readonly (string, string) EvilOrigin = ("Origin", "http://evil.example");

    private readonly HeaderAdapter _new = new("new", "13");
    private readonly HeaderAdapter _old = new("old", "8", "7");
    private readonly Readiness _readiness = new();
    private LogRecorder _log = null!;

    [SetUp]
    public void MakeLog() => _log = new LogRecorder();

    [TearDown]
    public void DisposeLog() => _log.Dispose();

    [Test]
    public void The_route_is_looked_at_first()
    {
        var decision = Decide("/nowhere", Host, EvilOrigin, ("new", HeaderAdapter.Refused));

        AssertRefused(decision, 404, "no handler serves this path");
    }

    [Test]
    public void A_host_that_stops_takes_nobody()
    {
        _readiness.End();

        AssertRefused(Decide("/chat", Host, ("new", "")), 503, "the server is stopping");
    }

    [Test]
    public void The_origin_is_looked_at_before_the_adapter()
    {
        AssertRefused(Decide("/chat", Host, EvilOrigin), 403, "the origin http://evil.example is not this server's; add it to Origins to allow it");
    }

    [Test]
    public void The_origin_is_looked_at_before_the_negotiation()
    {
        AssertRefused(Decide("/chat", Host, EvilOrigin, ("new", HeaderAdapter.Refused)), 403, "the origin http://evil.example is not this server's; add it to Origins to allow it");
    }

    [Test]
    public void What_no_adapter_claims_is_answered_with_the_versions_loaded()
    {
        var decision = Decide("/chat", Host);

        AssertRefused(decision, 426, "no loaded protocol adapter understands this opening handshake");
        AssertUpgrade(decision.Response, "13, 8, 7");
    }

    [Test]
    public void An_adapter_that_the_route_does_not_allow_is_answered_with_the_versions_it_does()
    {
        var decision = Decide("/old", Host, ("new", ""));

        AssertRefused(decision, 426, "this path does not accept new");
        AssertUpgrade(decision.Response, "8, 7");
    }

    [Test]
    public void A_route_that_allows_no_numbered_version_lists_none()
    {
        var decision = Decide("/none", Host, ("new", ""));

        AssertRefused(decision, 426, "this path does not accept new");
        Assert.That(decision.Response.Headers.Contains("Sec-WebSocket-Version"), Is.False);
    }

    [Test]
    public void A_negotiators_refusal_is_passed_on()
    {
        var decision = Decide("/chat", Host, ("new", HeaderAdapter.Refused));

        AssertRefused(decision, 405, "it asked for it");
        Assert.That(decision.Response.Headers.Only("Allow"), Is.EqualTo("GET"));
    }

    [Test]
    public void What_passes_all_of_them_is_accepted_for_its_route_and_adapter()
    {
        using var counters = new Counters();

        var decision = Decide("/chat?a=b", Host, ("Origin", "http://server.example"), ("old", ""));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(decision.Response.StatusCode, Is.EqualTo(101));
            Assert.That(decision.Accepted!.Adapter, Is.SameAs(_old));
            Assert.That(decision.Accepted!.Route?.Path, Is.EqualTo("/chat"));
            Assert.That(_old.Options?.Subprotocols, Is.EqualTo((string[])["superchat"]));
            Assert.That(_log.Lines, Is.Empty);
            Assert.That(counters.Sum("wharf.handshakes.refused"), Is.Zero);
        }
    }

    [Test]
    public void A_refusal_is_logged_once_in_words_and_counted()
    {
        using var counters = new Counters();

        Decide("/chat?a=b", Host, EvilOrigin);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_log.Lines, Is.EqualTo((string[])["Refused GET /chat?a=b from 127.0.0.1 with 403: the origin http://evil.example is not this server's; add it to Origins to allow it."]));
            Assert.That(counters.Sum("wharf.handshakes.refused"), Is.EqualTo(1));
            Assert.That(counters.Sum("wharf.handshakes.refused", "status=403"), Is.EqualTo(1));
        }
    }

    [TestCase("Upgrade", "websocket", true)]
    [TestCase("upgrade", "h2c, WebSocket", true)]
    [TestCase("Upgrade", "h2c", false)]
    [TestCase("Sec-WebSocket-Key", "x", true)]
    [TestCase("sec-websocket-version", "13", true)]
    [TestCase("new", "", true, Description = "an adapter claims it")]
    [TestCase("Accept", "text/html", false)]
    public void Only_what_could_be_an_opening_handshake_concerns_it(string name, string value, bool concerns) =>
        Assert.That(Opening().Concerns(Requests.Get("/chat", Host, (name, value))), Is.EqualTo(concerns));

    [Test]
    public void An_ordinary_request_for_a_websocket_path_is_told_to_upgrade()
    {
        var response = Opening().NotAHandshake(System.Net.HttpVersion.Version11);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusCode, Is.EqualTo(426));
            Assert.That(Opening().Serves("/chat"), Is.True);
            Assert.That(Opening().Serves("/nowhere"), Is.False);
            Assert.That(_log.Lines, Is.Empty);
        }
        AssertUpgrade(response, "13, 8, 7");
    }

    private HandshakeDecision Decide(string target, params (string Name, string Value)[] headers) => Opening().Decide(Requests.Get(target, headers));

    private OpeningHandshake Opening()
    {
        var handler = Handlers.At("/chat", "chat", "superchat");
        var routes = new RouteTable([new Route("/chat", handler, null), new Route("/old", handler, ["old"]), new Route("/none", handler, ["other"])]);
        var plugin = new Generation("Tests", 1);
        var adapters = new AdapterSet([_old, _new], _log.CreateLogger("Adapters"));
        var plugins = new ServedPlugins(new PluginSet(adapters, routes, [new AdapterRegistration(plugin, _old), new AdapterRegistration(plugin, _new)], []));
        return new OpeningHandshake(
            plugins, new ForwardedHeaders(new(TrustedProxies.Read(new ConfigurationBuilder().Build()))), new(OriginPolicy.Read(new ConfigurationBuilder().Build())), _readiness, _log.CreateLogger<OpeningHandshake>());
    }

    private static void AssertRefused(HandshakeDecision decision, int status, string refusal)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(decision.Response.StatusCode, Is.EqualTo(status));
            Assert.That(decision.Response.Refusal, Is.EqualTo(refusal));
            Assert.That(decision.Response.Accepted, Is.Null);
            Assert.That(decision.Accepted, Is.Null);
        }
    }

    private static void AssertUpgrade(HandshakeResponse response, string versions)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Headers.Only("Upgrade"), Is.EqualTo("websocket"));
            Assert.That(response.Headers.Only("Connection"), Is.EqualTo("Upgrade"));
            Assert.That(response.Headers.Only("Sec-WebSocket-Version"), Is.EqualTo(versions));
        }
    }
}
