using System.Net;
using System.Text;
using Abstractions;
using Adapters.Rfc6455;
using Host.Configuration;
using Host.Listening;
using Host.Opening;
using Host.Plugins;
using Host.Tests.Listening;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Tests.Opening;

/// <summary>What the opening handshake costs before there is a connection: what the connection keeps, and little more.</summary>
[NonParallelizable]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HandshakeAllocationTests : IDisposable
{
    private const int Rounds = 1000;

    private const string Browser =
        "Origin: http://server.example\r\nPragma: no-cache\r\nCache-Control: no-cache\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
        + "Accept: */*\r\nAccept-Language: de,en-US;q=0.7,en;q=0.3\r\nAccept-Encoding: gzip, deflate\r\nSec-Fetch-Dest: empty\r\nSec-Fetch-Mode: websocket\r\nSec-Fetch-Site: same-origin\r\n";

    private readonly LogRecorder _log = new();

    public void Dispose() => _log.Dispose();

    [TestCase("", 640)]
    [TestCase(Browser, 880)]
    public void An_accepted_handshake_allocates_little_but_its_fields(string headers, int most)
    {
        var bytes = Encoding.ASCII.GetBytes(RequestText.Upgrade(headers: headers));
        var opening = Opening();
        var first = new FirstRequest(opening, new Replaceable<Limits>(new Limits()));
        var answer = new byte[1024];

        Decide();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Decide();
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        Assert.That(Encoding.ASCII.GetString(answer), Does.Contain(RequestText.Accept));
        Assert.That(allocated, Is.LessThanOrEqualTo(most));

        void Decide()
        {
            for (var i = 0; i < Rounds; i++)
            {
                first.Read(bytes, isSecure: false, IPAddress.Loopback, certificate: null, out var request, out _);
                var decision = opening.Decide(request!);
                ResponseHead.WriteAccepted(decision.Response, answer);
                decision.Release();
            }
        }
    }

    private OpeningHandshake Opening()
    {
        var none = new ConfigurationBuilder().Build();
        var adapter = new Rfc6455Adapter();
        var routes = new RouteTable([new Route("/chat", Handlers.At("/chat", "chat"), null)]);
        var adapters = new AdapterSet([adapter], _log.CreateLogger("Adapters"));
        var plugins = new ServedPlugins(new PluginSet(adapters, routes, [new AdapterRegistration(new Generation("Tests", 1), adapter)], []));
        return new OpeningHandshake(plugins, new ForwardedHeaders(new(TrustedProxies.Read(none))), new(OriginPolicy.Read(none)), new Readiness(), _log.CreateLogger<OpeningHandshake>());
    }
}
