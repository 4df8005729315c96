using System.Text;
using Abstractions;
using Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Fuzz.Tests;

/// <summary>Whatever comes, a codec hands over frames or tells of a violation, and what it does never depends on how the bytes are cut.</summary>
public sealed class CodecTests
{
    private const int MessageBytes = 2000;
    private const int MessageFragments = 20;

    // What the feeding asserts of every call holds here, too: no other exception, progress, and nothing but a little left over.
    [TestCaseSource(typeof(Specimens), nameof(Specimens.Cases))]
    public void Any_bytes_end_the_same_however_they_are_cut(IAdapterSpecimen specimen) => Fuzzing.Check(Stream.Of(specimen), stream =>
    {
        var whole = Feed(specimen, stream.Bytes);
        AssertSame(whole, Feed(specimen, stream.Bytes, stream.Cuts));
        AssertSame(whole, Feed(specimen, stream.Bytes, [.. Enumerable.Range(1, Math.Max(0, stream.Bytes.Length - 1))]));
        Assert.That(whole.Events.Select(message => message.Payload.Length), Is.All.LessThanOrEqualTo(MessageBytes));
    });

    [TestCaseSource(typeof(Specimens), nameof(Specimens.Cases))]
    public void What_a_client_sends_comes_out(IAdapterSpecimen specimen) => Fuzzing.Check(Messages(specimen), messages =>
    {
        var stream = specimen.EncodeClientFrames(messages);
        var feeding = Feeding.Of(specimen.CreateCodec(), stream, stream.Length / 3, stream.Length / 2);
        Assert.That(feeding.Violation, Is.Null);
        Assert.That(feeding.Events, Is.EqualTo(FrameEvent.Join(messages)));
    });

    [TestCaseSource(typeof(Specimens), nameof(Specimens.Cases))]
    public void What_the_server_writes_comes_out_at_the_client(IAdapterSpecimen specimen) => Fuzzing.Check(Messages(specimen), messages =>
    {
        var codec = specimen.CreateCodec();
        var written = specimen.DecodeServerFrames(codec.Write([.. messages]));
        (codec as IDisposable)?.Dispose();
        Assert.That(FrameEvent.Join(written), Is.EqualTo(FrameEvent.Join(messages)));
    });

    private static Feeding Feed(IAdapterSpecimen specimen, byte[] bytes, params int[] cuts)
    {
        var codec = specimen.CreateCodec(MessageBytes, MessageFragments);
        try
        {
            return Feeding.Of(codec, bytes, cuts);
        }
        finally
        {
            (codec as IDisposable)?.Dispose();
        }
    }

    private static void AssertSame(Feeding expected, Feeding actual)
    {
        Assert.That(actual.Violation?.CloseCode, Is.EqualTo(expected.Violation?.CloseCode), actual.Violation?.Message);
        Assert.That(actual.Events, Is.EqualTo(expected.Events));
        Assert.That(actual.IsClosed, Is.EqualTo(expected.IsClosed));
    }

    private static Gen<Frame[]> Messages(IAdapterSpecimen specimen)
    {
        var text = Gen.Elements("", "a", "Grüße ✓ 𝄞", "\u0000\uFFFD\r\n", new string('x', 126)).ListOf().Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)));
        var binary = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();
        var message = text.Select(payload => new Frame(FrameKind.Text, payload));
        return (specimen.CreateCodec().CanWrite(FrameKind.Binary) ? Gen.OneOf(message, binary.Select(payload => new Frame(FrameKind.Binary, payload))) : message).ArrayOf();
    }
}
