using System.Buffers;
using System.Text;
using Abstractions;

namespace Contracts;

/// <summary>What the fixtures do with a specimen.</summary>
public static class SpecimenExtensions
{
    /// <summary>The limit of a codec where a test does not care.</summary>
    public const int DefaultMessageBytes = 1 << 20;

    /// <summary>The other limit of a codec where a test does not care.</summary>
    public const int DefaultMessageFragments = 1 << 20;

    /// <summary>Makes a codec for a connection that the adapter's own negotiator has accepted.</summary>
    public static IFrameCodec CreateCodec(
        this IAdapterSpecimen specimen, int messageBytes = DefaultMessageBytes, int messageFragments = DefaultMessageFragments)
    {
        var adapter = specimen.CreateAdapter();
        var response = adapter.Handshake.Negotiate(specimen.AcceptableRequests[0], HandshakeOptions.None);
        Assert.That(response.Accepted, Is.Not.Null, $"The first acceptable request is refused: {response.Refusal}");
        return adapter.CreateCodec(response.Accepted!, new CodecLimits { MessageBytes = messageBytes, MessageFragments = messageFragments });
    }

    /// <summary>Encodes one whole message as a client does.</summary>
    public static byte[] EncodeClientMessage(this IAdapterSpecimen specimen, FrameKind kind, ReadOnlyMemory<byte> payload) =>
        specimen.EncodeClientFrames([new Frame(kind, payload)]);

    /// <summary>Encodes one text message as a client does.</summary>
    public static byte[] EncodeClientText(this IAdapterSpecimen specimen, string text) =>
        specimen.EncodeClientMessage(FrameKind.Text, Encoding.UTF8.GetBytes(text));

    /// <summary>What the codec writes for the frames.</summary>
    public static byte[] Write(this IFrameCodec codec, params ReadOnlySpan<Frame> frames)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var frame in frames)
            codec.WriteFrame(frame, output);
        return output.WrittenSpan.ToArray();
    }
}
