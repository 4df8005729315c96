using Abstractions;
using Host.Opening;
using Host.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Tests.Opening;

/// <summary>A plugin is replaced in the middle of the decision on a handshake: the one in its place decides.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SwapDuringHandshakeTests : IDisposable
{
    private readonly LogRecorder _log = new();
    private readonly ServedPlugins _served;
    private readonly OpeningHandshake _opening;
    private int _number;

    public SwapDuringHandshakeTests()
    {
        _served = new ServedPlugins(Make(claims: () => { }));
        var none = new ConfigurationBuilder().Build();
        _opening = new OpeningHandshake(_served, new ForwardedHeaders(new(TrustedProxies.Read(none))), new(OriginPolicy.Read(none)), new Readiness(), _log.CreateLogger<OpeningHandshake>());
    }

    public void Dispose() => _log.Dispose();

    [Test]
    public void One_that_was_closed_gives_no_lease()
    {
        Generation? old = null;
        _served.Current = Make(generation => old = generation, claims: () => Swap(old!));

        var decision = Decide();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(decision.Accepted!.Lease.Adapter.Number, Is.EqualTo(3));
            Assert.That((old!.Leases, old.Ended.IsCompleted), Is.EqualTo((0, true)));
        }
    }

    [Test]
    public void What_one_refuses_that_was_closed_does_not_count()
    {
        Generation? old = null;
        _served.Current = Make(generation => old = generation, claims: () =>
        {
            Swap(old!);
            throw new ObjectDisposedException("its services");
        });

        Assert.That(Decide().Accepted, Is.Not.Null);
    }

    [Test]
    public void A_decision_of_which_nothing_comes_gives_its_lease_back_once()
    {
        var decision = Decide();
        var generation = decision.Accepted!.Lease.Adapter;
        Assert.That(generation.Leases, Is.EqualTo(1));

        decision.Release();
        decision.Release();

        Assert.That(generation.Leases, Is.Zero);
    }

    private HandshakeDecision Decide() => _opening.Decide(Requests.Get("/chat", ("Host", "server.example")));

    private void Swap(Generation old)
    {
        _served.Current = Make(claims: () => { });
        old.Close();
    }

    private PluginSet Make(Action claims) => Make(_ => { }, claims);

    private PluginSet Make(Action<Generation> made, Action claims)
    {
        var generation = new Generation("Tests", ++_number);
        made(generation);
        var adapter = new ClaimingAdapter(claims);
        var route = new Route("/chat", Handlers.At("/chat") with { Generation = generation }, null);
        return new PluginSet(new AdapterSet([adapter], _log.CreateLogger("Adapters")), new RouteTable([route]), [new AdapterRegistration(generation, adapter)], []);
    }

    private sealed class ClaimingAdapter(Action claims) : IProtocolAdapter, IHandshakeNegotiator
    {
        public string Name => "claiming";

        public IHandshakeNegotiator Handshake => this;

        public IReadOnlyList<string> Versions => [];

        public bool Claims(HandshakeRequest request)
        {
            claims();
            return true;
        }

        public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options) => HandshakeResponse.Accept(101, null, HeaderList.Empty, new AcceptedHandshake());

        public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => throw new NotSupportedException();
    }
}
