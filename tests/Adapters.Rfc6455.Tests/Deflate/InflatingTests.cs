using System.IO.Compression;
using System.Text;
using Abstractions;
using Adapters.Rfc6455.Deflate;
using Contracts;
using Contracts.Vectors;

namespace Adapters.Rfc6455.Tests.Deflate;

/// <summary>What a client may send with permessage-deflate, beyond the contracts and the vectors.</summary>
[TestFixture(typeof(NativePerConnection))]
[TestFixture(typeof(NativeShared))]
[TestFixture(typeof(ManagedPerConnection))]
[TestFixture(typeof(ManagedShared))]
public sealed class InflatingTests<TSpecimen> where TSpecimen : DeflateSpecimen, new()
{
    // RFC 7692 7.2.3.4: "Hello" in a block with BFINAL, and the header of an empty block.
    private static readonly byte[] Final = Convert.FromHexString("F348CDC9C9070000");

    private static readonly FrameEvent Hello = new(FrameKind.Text, "Hello"u8.ToArray());

    private readonly TSpecimen _specimen = new();

    [Test]
    public void Messages_after_one_with_a_final_block_are_read([Values] Cutting cutting)
    {
        var client = new DeflateClient(takesOver: false);
        // Without the empty block behind it, too: 7.2.3.4 adds it for the sake of the tail.
        byte[] stream = Stream(Final, client.Compress("Hello"u8), Final[..^1], Final, [0x00], client.Compress("Hello"u8), [.. Final[..^1], .. Final[..^1], .. Final]);
        var three = new FrameEvent(FrameKind.Text, "HelloHelloHello"u8.ToArray());
        AssertReads(stream, cutting, Hello, Hello, Hello, Hello, new FrameEvent(FrameKind.Text, default), Hello, three);
    }

    [Test]
    public void Compressed_and_plain_messages_may_be_mixed([Values] Cutting cutting)
    {
        var client = new ClientEncoder();
        var deflate = new DeflateClient(_specimen.Settings.Context == DeflateContext.PerConnection);
        var events = new List<FrameEvent>();
        for (var i = 0; i < 12; i++)
        {
            var text = Encoding.UTF8.GetBytes($"message {i} {new string('é', i * i * 10)}");
            var isCompressed = i % 3 != 1;
            client.Add(FrameKind.Text, isCompressed ? deflate.Compress(text) : text, rsv1: isCompressed);
            events.Add(new FrameEvent(FrameKind.Text, text));
        }
        AssertReads(client.ToArray(), cutting, [.. events]);
    }

    [Test]
    public void A_compressed_message_of_no_bytes_is_empty([Values] Cutting cutting) =>
        AssertReads(Stream([], new DeflateClient(takesOver: false).Compress("Hello"u8)), cutting, new FrameEvent(FrameKind.Text, default), Hello);

    [TestCase("07", Description = "a block of the reserved type")]
    [TestCase("F20011000000", Description = "a distance before the beginning")]
    [TestCase("0005000000FF", Description = "a length and another one that does not match it")]
    [TestCase("ED", Description = "a broken dynamic block once the tail follows")]
    public void Data_that_is_no_deflate_stream_fails_with_1007(string hex)
    {
        var stream = Stream(Convert.FromHexString(hex), new byte[300]);
        foreach (var cuts in Cuts.Of(stream.Length))
            Assert.That(Feeding.Of(_specimen.CreateCodec(), stream, cuts).Violation?.CloseCode, Is.EqualTo(CloseCode.InvalidPayload));
    }

    [Test]
    public void A_bomb_is_refused_before_it_takes_more_memory_than_a_message_may()
    {
        const int limit = 100_000;
        var bomb = Bomb(gibibytes: 1);
        Assert.That(bomb, Has.Length.LessThan(1_200_000));
        var codec = _specimen.CreateCodec(limit);
        long inflated = 0;
        var calls = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var violation = Assert.Throws<ProtocolException>(() =>
        {
            var input = bomb.AsMemory();
            while (codec.TryReadFrame(ref input, out var frame))
            {
                inflated += frame.Payload.Length;
                calls++;
            }
        });
        Assert.That(violation!.CloseCode, Is.EqualTo(CloseCode.MessageTooBig));
        Assert.That(inflated, Is.LessThanOrEqualTo(limit));
        Assert.That(calls, Is.LessThan(20));
        // What is left of the bomb waits in the codec, and the managed way copies it once more.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(6 * bomb.Length));
    }

    [Test]
    public void A_large_message_comes_out_in_pieces_while_its_bytes_are_gone()
    {
        var text = new string('x', 1_000_000);
        var stream = _specimen.EncodeClientText(text);
        var codec = _specimen.CreateCodec();
        var input = stream.AsMemory();
        var pieces = 0;
        var length = 0;
        var inputs = new List<int>();
        while (codec.TryReadFrame(ref input, out var frame))
        {
            // As the host may do after each call.
            stream.AsSpan(0, stream.Length - input.Length).Fill(0xEE);
            Assert.That(frame.Payload.Span.IndexOfAnyExcept((byte)'x'), Is.EqualTo(-1));
            length += frame.Payload.Length;
            pieces++;
            inputs.Add(input.Length);
            Assert.That(frame.EndOfMessage, Is.EqualTo(length == text.Length));
            Assert.That(codec.IsInFrame, Is.EqualTo(!frame.EndOfMessage));
        }
        Assert.That(length, Is.EqualTo(text.Length));
        Assert.That(pieces, Is.GreaterThan(10));
        Assert.That(inputs, Is.All.Zero);
    }

    [Test]
    public void The_vectors_without_compression_mean_the_same([Values] Cutting cutting)
    {
        foreach (var vector in FrameVector.All.Where(vector => vector.IsFromClient && !vector.HasExtension && vector.Revisions.Contains("13")
            && !vector.Id.StartsWith("rsv-1", StringComparison.Ordinal) && vector.Id != "pmd-not-negotiated"))
        {
            foreach (var cuts in cutting.Of(vector.Wire.Length))
            {
                var feeding = Feeding.Of(_specimen.CreateCodec(vector.MaxMessageBytes), vector.Wire.Span, cuts);
                Assert.That(feeding.Events, Is.EqualTo(vector.Events), vector.Id);
                Assert.That(feeding.Violation?.CloseCode, Is.EqualTo(vector.FailCode), vector.Id);
            }
        }
    }

    private void AssertReads(byte[] stream, Cutting cutting, params FrameEvent[] events)
    {
        foreach (var cuts in cutting.Of(stream.Length))
        {
            var feeding = Feeding.Of(_specimen.CreateCodec(), stream, cuts);
            Assert.That(feeding.Violation, Is.Null, feeding.Violation?.Message);
            Assert.That(feeding.Events, Is.EqualTo(events), $"cut at [{string.Join(", ", cuts.Take(8))}]");
        }
    }

    private static byte[] Stream(params byte[][] compressed)
    {
        var client = new ClientEncoder();
        foreach (var payload in compressed)
            client.Add(FrameKind.Text, payload, rsv1: true);
        return client.ToArray();
    }

    private static byte[] Bomb(int gibibytes)
    {
        var compressed = new MemoryStream();
        using (var stream = new DeflateStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeroes = new byte[1 << 20];
            for (var i = 0; i < gibibytes * 1024; i++)
                stream.Write(zeroes);
        }
        var client = new ClientEncoder();
        client.AddLength(0xC2, compressed.Length);
        return [.. client.ToArray(), 0, 0, 0, 0, .. compressed.ToArray()];
    }
}
