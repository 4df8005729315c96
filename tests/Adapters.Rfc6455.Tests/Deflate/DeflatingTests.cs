using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Abstractions;
using Adapters.Rfc6455.Deflate;
using Contracts;

namespace Adapters.Rfc6455.Tests.Deflate;

/// <summary>What is sent with permessage-deflate, beyond the contracts and the vectors.</summary>
public sealed class DeflatingTests
{
    private const string Text = "Compressed well, compressed well, compressed well.";

    [Test]
    public void Messages_shorter_than_the_minimum_stay_as_they_are()
    {
        var codec = Codec(new DeflateSettings { Enabled = true, MinimumBytes = 10 });
        var marks = ClientDecoder.DecodeMarked(codec.Write(Frame(""), Frame("xxxxxxxxx"), Frame("xxxxxxxxxx"), new Frame(FrameKind.Ping, "ping"u8.ToArray()))).Select(item => item.HasRsv1);
        Assert.That(marks, Is.EqualTo([false, false, true, false]));
    }

    [Test]
    public void An_empty_message_is_not_made_longer() =>
        Assert.That(Codec(new DeflateSettings { Enabled = true, MinimumBytes = 0 }).Write(Frame("")), Is.EqualTo(new byte[] { 0x81, 0x00 }));

    [Test]
    public void What_does_not_become_shorter_stays_as_it_is_where_nothing_is_remembered([Values] bool takesOver)
    {
        var settings = new DeflateSettings { Enabled = true, Context = takesOver ? DeflateContext.PerConnection : DeflateContext.Shared };
        var noise = RandomNumberGenerator.GetBytes(10_000);
        var written = Codec(settings).Write(new Frame(FrameKind.Binary, noise), Frame(new string('x', 1000)));
        Assert.That(ClientDecoder.DecodeMarked(written).Select(item => item.HasRsv1), Is.EqualTo([takesOver, true]));
        Assert.That(new DeflateClient(takesOver).Decode(written)[0].Payload.Span.SequenceEqual(noise));
    }

    [Test]
    public void With_context_a_repeated_message_nearly_vanishes_and_without_it_does_not([Values] bool isNative)
    {
        var text = Convert.ToHexString(RandomNumberGenerator.GetBytes(500));
        Assert.That(Twice(DeflateContext.PerConnection), Is.LessThan(30));
        Assert.That(Twice(DeflateContext.Shared), Is.GreaterThan(400));

        int Twice(DeflateContext context)
        {
            var codec = Codec(new DeflateSettings { Enabled = true, Context = context }, isNative);
            codec.Write(Frame(text));
            return codec.Write(Frame(text)).Length;
        }
    }

    [Test]
    public void Nothing_is_shared_where_something_is_remembered([Values] bool isNative)
    {
        var settings = new DeflateSettings { Enabled = true, MinimumBytes = 0, Context = DeflateContext.PerConnection };
        var adapter = new Rfc6455Adapter(settings, new Compression(isNative));
        Assert.That(Codec(adapter, "permessage-deflate").SharingKey, Is.Null);
        var one = Codec(adapter, "permessage-deflate; server_no_context_takeover").SharingKey;
        Assert.That(one, Is.Not.Null.And.EqualTo(Codec(adapter, "permessage-deflate; server_no_context_takeover; client_max_window_bits").SharingKey));
        if (isNative)
            Assert.That(one, Is.Not.EqualTo(Codec(adapter, "permessage-deflate; server_no_context_takeover; server_max_window_bits=9").SharingKey));
        var plain = adapter.CreateCodec(new AcceptedHandshake(), new CodecLimits { MessageBytes = 1, MessageFragments = 1 });
        Assert.That(one, Is.Not.EqualTo(plain.SharingKey));
    }

    [Test]
    public void Between_fragments_there_is_no_key()
    {
        var codec = Codec(new DeflateSettings { Enabled = true, MinimumBytes = 0 });
        codec.Write(Frame(Text, endOfMessage: false));
        Assert.That(codec.SharingKey, Is.Null);
        codec.Write(Frame(Text));
        Assert.That(codec.SharingKey, Is.Not.Null);
    }

    [Test]
    public void Once_frames_may_be_dropped_none_needs_another([Values] bool isNative)
    {
        var codec = Codec(new DeflateSettings { Enabled = true, Context = DeflateContext.PerConnection, MinimumBytes = 0 }, isNative);
        var before = codec.Write(Frame(Text), Frame(Text));
        codec.AllowDropping();
        codec.AllowDropping();
        Assert.That(codec.SharingKey, Is.Not.Null);
        var dropped = codec.Write(Frame(Text), Frame("dropped"));
        Assert.That(dropped, Has.Length.GreaterThan(10));
        var after = codec.Write(Frame(Text), Frame("last"));
        Assert.That(FrameEvent.Join(new DeflateClient(takesOver: true).Decode([.. before, .. after])).Select(item => Encoding.UTF8.GetString(item.Payload.Span)), Is.EqualTo([Text, Text, Text, "last"]));
    }

    [Test]
    public void The_window_that_the_client_asked_for_is_kept([Range(9, 15)] int bits, [Values(1, 6)] int level)
    {
        var codec = Codec(new Rfc6455Adapter(new DeflateSettings { Enabled = true, Level = level, Context = DeflateContext.PerConnection }, new Compression(IsNative: true)), $"permessage-deflate; server_max_window_bits={bits}");
        using var client = new NativeDecompressor(bits);
        // Repeats at every distance up to 64 KiB, so that whatever refers too far back is found.
        var block = RandomNumberGenerator.GetBytes(64 * 1024);
        for (var length = 300; length <= block.Length; length *= 2)
        {
            byte[] message = [.. block.AsSpan(0, length), .. block.AsSpan(0, length)];
            var (frame, hasRsv1) = ClientDecoder.DecodeMarked(codec.Write(new Frame(FrameKind.Binary, message))).Single();
            Assert.That(hasRsv1);
            ReadOnlySpan<byte> compressed = [.. frame.Payload.Span, 0x00, 0x00, 0xFF, 0xFF];
            var output = new byte[message.Length + 1];
            Assert.That(client.Decompress(ref compressed, output, out var written), Is.EqualTo(DecompressorStatus.Open));
            Assert.That(output.AsSpan(0, written).SequenceEqual(message));
        }
    }

    [Test]
    public void After_a_write_that_failed_the_client_reads_on([Values] bool isNative, [Values] bool takesOver)
    {
        var codec = Codec(new DeflateSettings { Enabled = true, Context = takesOver ? DeflateContext.PerConnection : DeflateContext.Shared, MinimumBytes = 0 }, isNative);
        var before = codec.Write(Frame(Text));
        Assert.That(() => codec.WriteFrame(Frame("never seen, never seen"), new BrokenWriter()), Throws.InstanceOf<IOException>());
        var after = codec.Write(Frame("never seen, never seen"), Frame(Text));
        Assert.That(FrameEvent.Join(new DeflateClient(takesOver: true).Decode([.. before, .. after])), Has.Count.EqualTo(3));
    }

    [Test]
    public void Fragments_of_another_message_leave_the_unfinished_one_as_it_is([Values] bool isNative)
    {
        var codec = Codec(new DeflateSettings { Enabled = true, MinimumBytes = 0 }, isNative);
        var begin = codec.Write(Frame("one ", endOfMessage: false));
        Assert.That(() => codec.Write(new Frame(FrameKind.Binary, "x"u8.ToArray())), Throws.InvalidOperationException);
        var end = codec.Write(Frame("two"));
        Assert.That(FrameEvent.Join(new DeflateClient(takesOver: false).Decode([.. begin, .. end])), Is.EqualTo([new FrameEvent(FrameKind.Text, "one two"u8.ToArray())]));
    }

    private static Frame Frame(string text, bool endOfMessage = true) => new(FrameKind.Text, Encoding.UTF8.GetBytes(text), endOfMessage);

    private static IFrameCodec Codec(DeflateSettings settings, bool isNative = true) => Codec(new Rfc6455Adapter(settings, new Compression(isNative)), "permessage-deflate");

    private static IFrameCodec Codec(Rfc6455Adapter adapter, string offer)
    {
        var response = adapter.Handshake.Negotiate(Requests.Upgrade(("Sec-WebSocket-Extensions", offer)), HandshakeOptions.None);
        return adapter.CreateCodec(response.Accepted!, new CodecLimits { MessageBytes = 1 << 20, MessageFragments = 100 });
    }

    private sealed class BrokenWriter : IBufferWriter<byte>
    {
        public void Advance(int count) => throw new IOException();

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new IOException();

        public Span<byte> GetSpan(int sizeHint = 0) => throw new IOException();
    }
}
