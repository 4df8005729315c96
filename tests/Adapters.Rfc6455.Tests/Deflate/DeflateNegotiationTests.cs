using Abstractions;
using Adapters.Rfc6455.Deflate;
using Contracts.Vectors;

namespace Adapters.Rfc6455.Tests.Deflate;

public sealed class DeflateNegotiationTests
{
    private const string Both = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    [TestCaseSource(typeof(ExtensionVector), nameof(ExtensionVector.All))]
    public void Answers_the_vectors(ExtensionVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        // A broken grammar refuses the request; the answer then has no extension, either.
        var answer = Negotiate(vector.Offer, DeflateContext.PerConnection, isNative: vector.Server == "9..15").Headers.First("Sec-WebSocket-Extensions");
        Assert.That((string?[])[vector.Expected, .. vector.AlsoLegal], Does.Contain(answer));
    }

    [TestCase("permessage-deflate", "permessage-deflate")]
    [TestCase("permessage-deflate; client_max_window_bits", "permessage-deflate")]
    [TestCase("permessage-deflate; client_max_window_bits=8", "permessage-deflate")]
    [TestCase("permessage-deflate; server_no_context_takeover", "permessage-deflate; server_no_context_takeover")]
    [TestCase("permessage-deflate; client_no_context_takeover", "permessage-deflate; client_no_context_takeover", Description = "the client has no use for what is not remembered")]
    [TestCase("permessage-deflate; server_max_window_bits=9", "permessage-deflate; server_max_window_bits=9")]
    [TestCase("permessage-deflate; server_max_window_bits=\"1\\2\"", "permessage-deflate; server_max_window_bits=12")]
    [TestCase("permessage-deflate; server_max_window_bits=8, permessage-deflate; server_max_window_bits=10, permessage-deflate", "permessage-deflate; server_max_window_bits=10")]
    [TestCase("permessage-deflate; client_max_window_bits=16, permessage-deflate; x, permessage-deflate; server_no_context_takeover", "permessage-deflate; server_no_context_takeover")]
    [TestCase("permessage-deflate; client_max_window_bits=7", null)]
    [TestCase("permessage-deflate; client_max_window_bits=010", null)]
    [TestCase("permessage-deflate; client_max_window_bits; client_max_window_bits=10", null)]
    [TestCase("permessage-deflate; client_no_context_takeover=true", null)]
    [TestCase("permessage-deflate; server_max_window_bits=+9", null)]
    [TestCase("PERMESSAGE-DEFLATE", null)]
    public void Takes_the_first_offer_that_it_can_honour(string offer, string? answer)
    {
        var response = Negotiate(offer, DeflateContext.PerConnection, isNative: true);
        Assert.That(response.Headers.First("Sec-WebSocket-Extensions"), Is.EqualTo(answer));
        Assert.That(response.Accepted!.Extensions, Is.EqualTo(answer));
    }

    [TestCase("permessage-deflate", Both)]
    [TestCase("permessage-deflate; server_max_window_bits=11; client_max_window_bits", Both + "; server_max_window_bits=11")]
    public void Shared_means_no_context_in_either_direction(string offer, string answer) =>
        Assert.That(Negotiate(offer, DeflateContext.Shared, isNative: true).Headers.First("Sec-WebSocket-Extensions"), Is.EqualTo(answer));

    [Test]
    public void Offers_may_stand_in_several_headers()
    {
        var request = Requests.Upgrade(("Sec-WebSocket-Extensions", "x-foo, permessage-deflate; y"), ("Sec-WebSocket-Extensions", "permessage-deflate"));
        var response = new NativePerConnection().Adapter.Handshake.Negotiate(request, HandshakeOptions.None);
        Assert.That(response.Headers[^1], Is.EqualTo(new Header("Sec-WebSocket-Extensions", "permessage-deflate")));
    }

    [Test]
    public void An_extended_connect_is_answered_alike()
    {
        var response = new NativePerConnection().Adapter.Handshake.Negotiate(Requests.Connect(("Sec-WebSocket-Extensions", "permessage-deflate")), HandshakeOptions.None);
        Assert.That(response.Headers, Is.EqualTo([new Header("Sec-WebSocket-Extensions", "permessage-deflate")]));
    }

    [Test]
    public void Without_the_setting_every_offer_is_declined()
    {
        var adapter = new Rfc6455Adapter();
        var response = adapter.Handshake.Negotiate(Requests.Upgrade(("Sec-WebSocket-Extensions", "permessage-deflate")), HandshakeOptions.None);
        Assert.That(response.Headers.Contains("Sec-WebSocket-Extensions"), Is.False);
        Assert.That(adapter.CreateCodec(response.Accepted!, default), Is.InstanceOf<Rfc6455FrameCodec>());
    }

    private static HandshakeResponse Negotiate(string offer, DeflateContext context, bool isNative)
    {
        var adapter = new Rfc6455Adapter(new DeflateSettings { Enabled = true, Context = context }, new Compression(isNative));
        return adapter.Handshake.Negotiate(Requests.Upgrade(("Sec-WebSocket-Extensions", offer)), HandshakeOptions.None);
    }
}
