using System.Buffers;
using Abstractions;
using Contracts;

namespace Adapters.Rfc6455.Tests;

public sealed class FrameWriterTests
{
    private IFrameCodec _codec = null!;

    [SetUp]
    public void MakeCodec() => _codec = new Rfc6455Specimen().CreateCodec();

    [Test]
    public void Fragments_are_an_opcode_and_then_continuations()
    {
        Assert.That(Hex(Text("Hel", end: false)), Is.EqualTo("010348656c"));
        Assert.That(Hex(new Frame(FrameKind.Ping, "?"u8.ToArray())), Is.EqualTo("89013f"));
        Assert.That(Hex(Text("", end: false)), Is.EqualTo("0000"));
        Assert.That(Hex(Text("lo")), Is.EqualTo("80026c6f"));
        Assert.That(Hex(Text("next")), Is.EqualTo("81046e657874"));
    }

    [Test]
    public void A_message_is_finished_before_one_of_another_kind_begins()
    {
        Hex(Text("unfinished", end: false));
        var output = new ArrayBufferWriter<byte>();
        Assert.That(() => _codec.WriteFrame(new Frame(FrameKind.Binary, default), output), Throws.InvalidOperationException.With.Message.Contains("unfinished"));
        Assert.That(output.WrittenCount, Is.Zero);
    }

    [Test]
    public void All_connections_share_a_key_but_between_fragments()
    {
        var key = _codec.SharingKey;
        Assert.That(key, Is.Not.Null.And.SameAs(new Rfc6455Specimen().CreateCodec().SharingKey));
        Hex(Text("a", end: false));
        Assert.That(_codec.SharingKey, Is.Null);
        Hex(Text("b"));
        Assert.That(_codec.SharingKey, Is.SameAs(key));
    }

    [Test]
    public void The_payload_of_a_close_is_passed_through() =>
        Assert.That(Hex(new Frame(FrameKind.Close, (byte[])[0x03, 0xE8, 0x62])), Is.EqualTo("880303e862"));

    private static Frame Text(string text, bool end = true) => new(FrameKind.Text, System.Text.Encoding.UTF8.GetBytes(text), end);

    private string Hex(Frame frame) => Convert.ToHexStringLower(_codec.Write(frame));
}
