namespace Abstractions.Tests;

public sealed class ClosePayloadTests
{
    [TestCase(1000, "")]
    [TestCase(4999, "a reason, with an é")]
    public void What_is_written_is_read(int code, string text)
    {
        var payload = new byte[ClosePayload.MaxLength];
        var length = ClosePayload.Write(new CloseReason((ushort)code, text), payload);
        Assert.That(ClosePayload.Read(payload.AsSpan(0, length)), Is.EqualTo(new CloseReason((ushort)code, text)));
    }

    [Test]
    public void No_code_is_an_empty_payload()
    {
        Assert.That(ClosePayload.Write(new CloseReason(CloseCode.NoStatusReceived), new byte[ClosePayload.MaxLength]), Is.Zero);
        Assert.That(ClosePayload.Read([]).Code, Is.EqualTo(CloseCode.NoStatusReceived));
    }

    [Test]
    public void A_reason_of_123_bytes_fits_and_one_more_does_not()
    {
        var payload = new byte[ClosePayload.MaxLength];
        Assert.That(ClosePayload.Write(new CloseReason(1000, new string('x', 123)), payload), Is.EqualTo(125));
        Assert.That(() => ClosePayload.Write(new CloseReason(1000, new string('x', 124)), payload), Throws.ArgumentException);
    }

    [Test]
    public void Only_codes_that_may_stand_in_a_frame_are_sendable()
    {
        var sendable = Enumerable.Range(0, 65536).Where(CloseCode.IsSendable).ToList();
        Assert.That(sendable, Is.EqualTo(Enumerable.Range(1000, 4).Concat(Enumerable.Range(1007, 8)).Concat(Enumerable.Range(3000, 2000))));
        Assert.That(() => ClosePayload.Write(new CloseReason(1006), new byte[ClosePayload.MaxLength]), Throws.ArgumentException);
    }
}
