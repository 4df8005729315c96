using Abstractions;
using Contracts;

namespace Adapters.Hybi.Tests;

/// <summary>What differs from RFC 6455 in the frames: the close codes.</summary>
[TestFixture(typeof(Hybi07Specimen))]
[TestFixture(typeof(Hybi10Specimen))]
public sealed class CloseCodeTests<TSpecimen> where TSpecimen : HybiSpecimen, new()
{
    private readonly TSpecimen _specimen = new();

    [TestCase(1000, 1000)]
    [TestCase(1001, 1001)]
    [TestCase(1002, 1002)]
    [TestCase(1003, 1003)]
    [TestCase(1009, 1004, Description = "frame too large, as it was called")]
    [TestCase(1008, 1000)]
    [TestCase(1010, 1000)]
    [TestCase(1011, 1000)]
    [TestCase(1012, 1000)]
    [TestCase(1013, 1000)]
    [TestCase(1014, 1000)]
    [TestCase(3000, 3000)]
    [TestCase(4999, 4999)]
    public void A_code_that_the_version_has_not_becomes_1000(int code, int written) => Assert.That(Written(code), Is.EqualTo(written));

    [Test]
    public void Only_version_8_has_a_code_for_text_that_is_not_utf8() =>
        Assert.That(Written(CloseCode.InvalidPayload), Is.EqualTo(_specimen.FrameRevision == "8" ? CloseCode.InvalidPayload : CloseCode.Normal));

    [Test]
    public void The_reason_stays_and_so_does_a_close_without_a_code()
    {
        Assert.That(Convert.ToHexStringLower(Write(new CloseReason(CloseCode.InternalError, "boom"))), Is.EqualTo("880603e8626f6f6d"));
        Assert.That(Convert.ToHexStringLower(_specimen.CreateCodec().Write(new Frame(FrameKind.Close, default))), Is.EqualTo("8800"));
    }

    [TestCase(1004, 1009)]
    [TestCase(1007, 1007)]
    [TestCase(1008, 1008)]
    [TestCase(1009, 1009)]
    [TestCase(1011, 1011)]
    [TestCase(1014, 1014)]
    public void A_code_is_read_in_the_terms_of_the_ports(int code, int read)
    {
        var stream = _specimen.EncodeClientFrames([new Frame(FrameKind.Close, Payload(code))]);
        foreach (var cuts in Cuts.Of(stream.Length))
            Assert.That(Feeding.Of(_specimen.CreateCodec(), stream, cuts).Events, Is.EqualTo([new FrameEvent(FrameKind.Close, Payload(read))]));
    }

    [TestCase(999)]
    [TestCase(1005)]
    [TestCase(1006)]
    [TestCase(1015)]
    [TestCase(2999)]
    [TestCase(5000)]
    public void Other_codes_are_a_violation(int code)
    {
        var stream = _specimen.EncodeClientFrames([new Frame(FrameKind.Close, Payload(code))]);
        Assert.That(Feeding.Of(_specimen.CreateCodec(), stream).Violation?.CloseCode, Is.EqualTo(CloseCode.ProtocolError));
    }

    private static byte[] Payload(int code) => [(byte)(code >> 8), (byte)code];

    private int Written(int code) => Write(new CloseReason((ushort)code)) is [0x88, 2, var high, var low] ? (high << 8) | low : -1;

    private byte[] Write(CloseReason reason)
    {
        var payload = new byte[ClosePayload.MaxLength];
        return _specimen.CreateCodec().Write(new Frame(FrameKind.Close, payload.AsMemory(0, ClosePayload.Write(reason, payload))));
    }
}
