using System.Buffers;
using System.Text.Unicode;
using Abstractions;

namespace Framing.Hixie;

/// <summary>Writes a server's frames (hybi-00 5.3): all the state of writing, and none of reading. A field of its codec, never copied.</summary>
/// <param name="revision">The revision that the client speaks.</param>
public struct FrameWriter(HixieRevision revision)
{
    private Utf8Joint _joint;

    /// <summary>Whether a frame has begun and its last piece has not been written.</summary>
    public bool InMessage { get; private set; }

    /// <summary>Tells whether the revision has frames of the kind: text, and since Hixie-76 close.</summary>
    public readonly bool CanWrite(FrameKind kind) => kind == FrameKind.Text || (kind == FrameKind.Close && revision == HixieRevision.Hixie76);

    /// <summary>Writes a frame or a piece of a text: see <see cref="IFrameCodec.WriteFrame"/>, whose contract this keeps.</summary>
    /// <param name="frame">The frame. U+FFFD takes the place of what is not UTF-8; the payload of a close frame is left out.</param>
    /// <param name="output">Where the bytes go.</param>
    /// <exception cref="InvalidOperationException">The revision has no frames of the kind, or the frame is a close inside a text.</exception>
    /// <exception cref="ArgumentException">The payload of a close frame is longer than 125 bytes.</exception>
    public void Write(in Frame frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        switch (frame.Kind)
        {
            case FrameKind.Text:
                WriteText(frame.Payload.Span, frame.EndOfMessage, output);
                break;
            case FrameKind.Close when CanWrite(FrameKind.Close):
                WriteClose(frame.Payload.Length, output);
                break;
            default:
                throw new InvalidOperationException($"Hixie-{(int)revision} has no frames of the kind {frame.Kind}, only text; ask CanSend or CanWrite first.");
        }
    }

    // There are no fragments: the pieces of a message are pieces of one frame.
    private void WriteText(ReadOnlySpan<byte> text, bool endOfMessage, IBufferWriter<byte> output)
    {
        if (InMessage || !endOfMessage || !Utf8.IsValid(text))
        {
            WritePiece(text, endOfMessage, output);
            return;
        }
        // The whole frame at once: it stays in one block, and is sent as one.
        var span = output.GetSpan(text.Length + 2);
        span[0] = FrameType.Text;
        text.CopyTo(span[1..]);
        span[text.Length + 1] = FrameType.End;
        output.Advance(text.Length + 2);
    }

    // hybi-00 5.3: the text is UTF-8. What is not would let a 0xFF end the frame early, and the rest of it be read as frames.
    private void WritePiece(ReadOnlySpan<byte> text, bool endOfMessage, IBufferWriter<byte> output)
    {
        if (!InMessage)
            output.Write<byte>([FrameType.Text]);
        InMessage = !endOfMessage;
        _joint.Write(text, endOfMessage, output);
        if (endOfMessage)
            output.Write<byte>([FrameType.End]);
    }

    // hybi-00 5.3: a 0xFF byte and a 0x00 byte; there is no room for a code.
    private readonly void WriteClose(int payloadLength, IBufferWriter<byte> output)
    {
        if (payloadLength > ClosePayload.MaxLength)
            throw new ArgumentException($"The payload of a control frame may have at most {ClosePayload.MaxLength} bytes, not {payloadLength}.", nameof(payloadLength));
        if (InMessage)
            throw new InvalidOperationException("A text message is unfinished; write its last piece before a close frame, which cannot stand inside it.");
        output.Write<byte>([FrameType.Close, 0]);
    }
}
