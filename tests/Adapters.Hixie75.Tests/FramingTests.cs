using System.Buffers;
using Abstractions;
using Contracts;

namespace Adapters.Hixie75.Tests;

/// <summary>The frames are those of Hixie-76 but for one: there is no closing handshake.</summary>
public sealed class FramingTests
{
    private readonly Hixie75Specimen _specimen = new();

    [TestCase("FF 00", Description = "what closes in Hixie-76")]
    [TestCase("FF 80 80 00")]
    [TestCase("FF 02 FF 00")]
    [TestCase("80 00 FF 00 01 61 FF")]
    public void A_frame_of_type_ff_is_skipped_like_any_other_whatever_its_length(string hex)
    {
        byte[] stream = [.. Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), .. "\0ok"u8, 0xFF];
        foreach (var cuts in Cuts.Of(stream.Length))
        {
            var feeding = Feeding.Of(_specimen.CreateCodec(), stream, cuts);
            Assert.That(feeding.Events, Is.EqualTo([new FrameEvent(FrameKind.Text, "ok"u8.ToArray())]), feeding.Violation?.Message);
        }
    }

    [Test]
    public void Text_is_all_it_can_carry([Values] FrameKind kind) => Assert.That(_specimen.CreateCodec().CanWrite(kind), Is.EqualTo(kind == FrameKind.Text));

    [TestCase(FrameKind.Binary)]
    [TestCase(FrameKind.Ping)]
    [TestCase(FrameKind.Pong)]
    [TestCase(FrameKind.Close)]
    public void What_it_cannot_carry_is_refused_by_the_revisions_name(FrameKind kind)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.That(
            () => _specimen.CreateCodec().WriteFrame(new Frame(kind, default), output),
            Throws.InvalidOperationException.With.Message.Contains("Hixie-75").And.Message.Contains(kind.ToString()));
        Assert.That(output.WrittenCount, Is.Zero);
    }

    [Test]
    public void All_connections_share_a_key_but_inside_a_message()
    {
        var codec = _specimen.CreateCodec();
        var key = codec.SharingKey;
        Assert.That(key, Is.Not.Null.And.SameAs(_specimen.CreateCodec().SharingKey));
        codec.Write(new Frame(FrameKind.Text, "a"u8.ToArray(), endOfMessage: false));
        Assert.That(codec.SharingKey, Is.Null);
    }
}
