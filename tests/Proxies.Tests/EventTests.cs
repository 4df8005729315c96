using System.Net;
using Host.Tests.Listening;
using Host.Tests.Listening.Upstream;

namespace Proxies.Tests;

/// <summary>Server-Sent Events and POST: no proxy keeps an event back until there are more, with its buffering as it is by default.</summary>
public sealed class EventTests
{
    private static IEnumerable<TestCaseData> Carried =>
        from program in ProxyProgram.All
        from tls in (bool[])[false, true]
        from version in (Version[])[HttpVersion.Version11, HttpVersion.Version20]
        // HTTP/2 is what HAProxy speaks over TLS.
        where version == HttpVersion.Version11 || (tls && program == ProxyProgram.HAProxy)
        select new TestCaseData(program, tls, version);

    [TestCaseSource(nameof(Carried))]
    public async Task Events_and_messages_are_carried_at_once(ProxyProgram program, bool tls, Version version)
    {
        await using var site = await Site.StartAsync(program);
        using var client = await SseClient.OpenAsync(SseClient.CreateHttp(site.EndPoint(tls), tls, version), "/demo");
        var connection = await site.Script.OpenedAsync();

        Assert.That((connection.Protocol, connection.Request.IsSecure), Is.EqualTo(("sse", tls)));
        for (var i = 0; i < 3; i++)
        {
            Assert.That(await client.PostAsync($"message {i}"), Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(await client.ReadTextAsync(), Is.EqualTo($"message {i}"));
        }
    }

    [Test]
    public async Task A_client_that_leaves_is_noticed([ValueSource(typeof(ProxyProgram), nameof(ProxyProgram.All))] ProxyProgram program)
    {
        // A heartbeat would find out, some time later.
        await using var site = await Site.StartAsync(program, settings: ["--KeepAlive:HeartbeatSeconds", "0"]);
        using (await SseClient.OpenAsync(SseClient.CreateHttp(site.EndPoint(tls: false)), "/demo"))
        {
            await site.Script.OpenedAsync();
        }

        Assert.That((await site.Script.EndedAsync()).Code, Is.EqualTo(1006));
    }
}
