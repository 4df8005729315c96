using System.Buffers;
using Abstractions;

namespace Host.Tests.Listening;

/// <summary>
/// A made-up revision whose handshake goes on after the head: eight bytes, answered with the same in reverse. Every byte of the stream is
/// then a text of its own, and there is no close frame.
/// </summary>
internal sealed class ChallengeAdapter : IProtocolAdapter, IHandshakeNegotiator
{
    public const int ChallengeBytes = 8;
    public const string Request = "GET /chat HTTP/1.1\r\nHost: server.example\r\nX-Challenge: yes\r\n\r\n";

    public const string Head = "HTTP/1.1 101 Make It So\r\nX-Second: 2\r\nx-first: 1\r\n\r\n";

    public string Name => "challenge";

    public IHandshakeNegotiator Handshake => this;

    public IReadOnlyList<string> Versions => [];

    public bool Claims(HandshakeRequest request) => request.Headers.Contains("X-Challenge");

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options) => HandshakeResponse.Accept(
        101, "Make It So", [new Header("X-Second", "2"), new Header("x-first", "1")], new AcceptedHandshake(), new HandshakeChallenge(ChallengeBytes, Reverse));

    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => new Codec();

    private static ReadOnlyMemory<byte> Reverse(ReadOnlyMemory<byte> bytes)
    {
        var answer = bytes.ToArray();
        Array.Reverse(answer);
        return answer;
    }

    private sealed class Codec : IFrameCodec
    {
        public object? SharingKey => null;

        public bool CanWrite(FrameKind kind) => kind == FrameKind.Text;

        public bool TryReadFrame(ref Memory<byte> input, out Frame frame)
        {
            frame = input.IsEmpty ? default : new Frame(FrameKind.Text, input[..1]);
            var found = !input.IsEmpty;
            input = found ? input[1..] : input;
            return found;
        }

        public void WriteFrame(in Frame frame, IBufferWriter<byte> output) => output.Write(frame.Payload.Span);
    }
}
