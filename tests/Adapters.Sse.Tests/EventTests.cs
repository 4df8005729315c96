using System.Text;
using Abstractions;
using Contracts;

namespace Adapters.Sse.Tests;

public sealed class EventTests
{
    [TestCase("a\nb", "id: 1\ndata: a\ndata: b\n\n")]
    [TestCase("", "id: 1\ndata: \n\n")]
    [TestCase(" a", "id: 1\ndata:  a\n\n")]
    [TestCase("\n", "id: 1\ndata: \ndata: \n\n")]
    [TestCase("a\rb", "id: 1\nevent: json\ndata: \"a\\u000db\"\n\n")]
    [TestCase("\"\\\t\r\n\u2713", "id: 1\nevent: json\ndata: \"\\u0022\\u005c\\u0009\\u000d\\u000a\u2713\"\n\n")]
    public void Text_is_an_event(string text, string written) => Assert.That(Write(new Frame(FrameKind.Text, Encoding.UTF8.GetBytes(text))), Is.EqualTo(written));

    [Test]
    public void Bytes_are_base64() => Assert.That(Write(new Frame(FrameKind.Binary, new byte[] { 0, 0xFF })), Is.EqualTo("id: 1\nevent: binary\ndata: AP8=\n\n"));

    [Test]
    public void A_ping_is_a_comment_of_which_no_client_hears() => Assert.That(Write(new Frame(FrameKind.Ping, default)), Is.EqualTo(":\n"));

    [Test]
    public void The_end_says_why() =>
        Assert.That(Write(new Frame(FrameKind.Close, (byte[])[3, 0xE9, .. "by\re"u8])), Is.EqualTo("id: 1\nevent: close\ndata: {\"code\":1001,\"reason\":\"by\\u000de\"}\n\n"));

    [Test]
    public void Every_event_has_an_id_of_its_own_and_comments_have_none()
    {
        var codec = new SseSpecimen().CreateCodec();
        var text = new Frame(FrameKind.Text, "text"u8.ToArray());

        var events = ServerEvent.Parse(codec.Write(text, new Frame(FrameKind.Binary, default), new Frame(FrameKind.Ping, default), text, new Frame(FrameKind.Close, default)), out var comments);

        Assert.That(events.Select(received => received.Id), Is.EqualTo((string[])["1", "2", "3", "4"]));
        Assert.That(comments, Is.EqualTo(1));
    }

    // Every combination of what ends a line with what begins and ends a text.
    [Test]
    public void Line_breaks_come_back_exactly()
    {
        string[] parts = ["", "a", " ", "\r", "\n", "\r\n", ":", "data: x", "\0"];
        foreach (var text in from a in parts from b in parts from c in parts from d in parts select a + b + c + d)
        {
            var written = new SseSpecimen().CreateCodec().Write(new Frame(FrameKind.Text, Encoding.UTF8.GetBytes(text)));
            Assert.That(Encoding.UTF8.GetString(new SseSpecimen().DecodeServerFrames(written).Single().Payload.Span), Is.EqualTo(text));
        }
    }

    [Test]
    public void A_fragment_is_misuse() => Assert.That(() => Write(new Frame(FrameKind.Text, default, endOfMessage: false)), Throws.InvalidOperationException);

    [Test]
    public void A_ping_that_is_too_long_is_misuse() => Assert.That(() => Write(new Frame(FrameKind.Ping, new byte[126])), Throws.ArgumentException);

    [Test]
    public void The_subprotocol_is_chosen_from_the_query()
    {
        var response = new SseAdapter().Handshake.Negotiate(Requests.Open("/chat?a=b&subprotocols=x,%20chat"), new HandshakeOptions { Subprotocols = ["chat"] });
        Assert.That(response.Accepted!.Subprotocol, Is.EqualTo("chat"));
    }

    [Test]
    public void Nobody_on_the_way_keeps_or_delays_the_stream()
    {
        var headers = new SseAdapter().Handshake.Negotiate(Requests.Open(), HandshakeOptions.None).Headers;
        Assert.That(headers.Select(header => $"{header.Name}: {header.Value}"), Is.EqualTo((string[])["Content-Type: text/event-stream", "Cache-Control: no-store", "X-Accel-Buffering: no"]));
    }

    private static string Write(Frame frame) => Encoding.UTF8.GetString(new SseSpecimen().CreateCodec().Write(frame));
}
