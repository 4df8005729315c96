using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Abstractions;
using Framing.Hybi;

namespace Adapters.Sse;

/// <summary>What a client sends: a POST for each message, and a DELETE to disconnect.</summary>
internal sealed class SseUpstream : IUpstream
{
    public IReadOnlyList<string> Methods { get; } = ["POST", "DELETE"];

    public void WriteAddress(string address, AcceptedHandshake accepted, IBufferWriter<byte> output) => EventWriter.WriteUpstream(address, accepted.Subprotocol ?? "", output);

    public HandshakeResponse? Translate(HandshakeRequest request, ReadOnlySpan<byte> body, IBufferWriter<byte> output) => request.Method switch
    {
        "POST" => TranslateMessage(request, body, output),
        "DELETE" => TranslateClose(request, output),
        _ => HandshakeResponse.Refuse(405, "A message is a POST; DELETE disconnects.", new Header(HeaderNames.Allow, "POST, DELETE")),
    };

    private static HandshakeResponse? TranslateMessage(HandshakeRequest request, ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        var type = request.Headers.Only("Content-Type") ?? "";
        var isText = MediaType.Is(type, "text/plain") || MediaType.Is(type, "application/json");
        if (!(isText ? MediaType.IsUtf8(type) : MediaType.Is(type, "application/octet-stream")) || request.Headers.Contains("Content-Encoding"))
            return HandshakeResponse.Refuse(415, "A message is text/plain or application/json in UTF-8, or application/octet-stream, and not encoded any further.");
        // A WebSocket would be failed for it. Here the one request is, so that its sender can be told why.
        if (isText && !Utf8.IsValid(body))
            return HandshakeResponse.Refuse(400, "The text is not UTF-8.");
        ClientFrame.Write(isText ? FrameKind.Text : FrameKind.Binary, body, output);
        return null;
    }

    private static HandshakeResponse? TranslateClose(HandshakeRequest request, IBufferWriter<byte> output)
    {
        var reason = QueryString.Value(request, "reason") ?? "";
        ushort code = CloseCode.NoStatusReceived;
        if (QueryString.Value(request, "code") is { } text && !(ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out code) && CloseCode.IsSendable(code)))
            return HandshakeResponse.Refuse(400, "The code is none that may be sent.");
        if (Encoding.UTF8.GetByteCount(reason) > ClosePayload.MaxReasonLength)
            return HandshakeResponse.Refuse(400, $"The reason has more than {ClosePayload.MaxReasonLength} bytes.");
        Span<byte> payload = stackalloc byte[ClosePayload.MaxLength];
        ClientFrame.Write(FrameKind.Close, payload[..ClosePayload.Write(new CloseReason(code, reason), payload)], output);
        return null;
    }
}
