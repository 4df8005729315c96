using System.Buffers;
using Abstractions;

namespace Contracts;

/// <summary>What an <see cref="IFrameCodec"/> must do whose revision carries a code and a reason in its close frames.</summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class CloseCodeContract<TSpecimen> where TSpecimen : IAdapterSpecimen, new()
{
    private static readonly CloseReason[] Reasons =
        [new(CloseCode.Normal), new(CloseCode.GoingAway, "bye"), new(4001, "\u20AC"), new(4999, new string('r', ClosePayload.MaxReasonLength))];

    private readonly TSpecimen _specimen = new();

    /// <summary>Code and reason come out as they went in, however they arrive.</summary>
    [Test]
    public void Code_and_reason_come_out_as_they_went_in([ValueSource(nameof(Closes))] CloseReason reason, [Values] Cutting cutting)
    {
        var close = Payload(reason);
        Reading.Assert(_specimen, _specimen.EncodeClientMessage(FrameKind.Close, close), cutting, new FrameEvent(FrameKind.Close, close));
    }

    /// <summary>A client reads code and reason.</summary>
    [Test]
    public void A_client_reads_code_and_reason([ValueSource(nameof(Closes))] CloseReason reason)
    {
        var close = Payload(reason);
        var written = _specimen.CreateCodec().Write(new Frame(FrameKind.Close, close));
        Assert.That(FrameEvent.Join(_specimen.DecodeServerFrames(written)), Is.EqualTo([new FrameEvent(FrameKind.Close, close)]));
    }

    /// <summary>A code that may not stand in a close frame, half a code and a reason that is not UTF-8 are violations.</summary>
    [Test]
    public void A_close_that_may_not_be_sent_is_a_violation([Values] Cutting cutting)
    {
        foreach (var payload in new byte[][] { [3], [0, 0], [3, 0xED], [3, 0xEE], [0xFF, 0xFF], [3, 0xE8, 0xFF], [3, 0xE8, 0xE2, 0x82] })
        {
            var stream = _specimen.EncodeClientMessage(FrameKind.Close, payload);
            foreach (var cuts in cutting.Of(stream.Length))
                Assert.That(Feeding.Of(_specimen.CreateCodec(), stream, cuts).Violation, Is.Not.Null, Convert.ToHexString(payload));
        }
    }

    /// <summary>A payload of more than 125 bytes is misuse.</summary>
    [Test]
    public void A_payload_that_is_too_long_is_misuse()
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.That(() => _specimen.CreateCodec().WriteFrame(new Frame(FrameKind.Close, new byte[126]), output), Throws.ArgumentException);
        Assert.That(output.WrittenCount, Is.Zero);
    }

    private protected static CloseReason[] Closes => Reasons;

    private static byte[] Payload(CloseReason reason)
    {
        var payload = new byte[ClosePayload.MaxLength];
        return payload[..ClosePayload.Write(reason, payload)];
    }
}
