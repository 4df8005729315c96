using System.Buffers;

namespace Abstractions;

/// <summary>The framing of one connection: received bytes to frames, frames to bytes to send.</summary>
/// <remarks>
/// <para>The host makes one codec per connection. It reads on one thread at a time and writes on one thread at a time, but both at
/// once, so reading and writing must share no mutable state.</para>
/// <para>A codec does no I/O, owns no task and reads no clock.</para>
/// <para>A codec that implements <see cref="IDisposable"/> is disposed once, after its connection has ended and the handler has returned from its
/// last call; after that <see cref="CanWrite"/> alone may still be asked.</para>
/// </remarks>
public interface IFrameCodec
{
    /// <summary>
    /// Tells whether this connection can carry frames of the kind. Constant for the life of the codec. Without
    /// <see cref="FrameKind.Close"/> closing is ending TCP; without <see cref="FrameKind.Ping"/> no keep-alive pings are sent.
    /// </summary>
    bool CanWrite(FrameKind kind);

    /// <summary>
    /// Codecs with equal, non-null keys write identical bytes for a message now, so a broadcast is encoded once for all of them;
    /// null when what is written depends on the connection, as it does between the pieces of a fragmented message. Read it where frames
    /// are written, never beside it.
    /// </summary>
    object? SharingKey { get; }

    /// <summary>
    /// Whether the peer answers pings and close frames by frames of its own. Where it does not, pings are written at the interval
    /// <c>KeepAlive:HeartbeatSeconds</c> and no answer is waited for, and the end of the connection follows the close frame. Constant for the
    /// life of the codec.
    /// </summary>
    bool PeerAnswers => true;

    /// <summary>Takes the next frame, or piece of a data frame, from the front of the received bytes.</summary>
    /// <param name="input">
    /// Contiguous and writable, so that payloads may be unmasked in place. The codec must slice it past what it has used and must
    /// leave at most 256 bytes of an incomplete frame in front, unchanged; the host hands those over again in front of the next
    /// bytes. May be empty: a codec that holds output of its own gives it then.
    /// </param>
    /// <param name="frame">
    /// A control frame is handed over whole. A data frame may come in pieces, each of the kind of its message, so that no codec
    /// buffers a frame; the pieces may split a code point. <see cref="Frame.Payload"/> is valid until the next call.
    /// </param>
    /// <returns>False when more bytes are needed. The host calls until false.</returns>
    /// <exception cref="ProtocolException">
    /// The peer broke the protocol or a limit; nothing else may be thrown, whatever the bytes. An oversize frame must be refused
    /// as soon as its length is known, impossible UTF-8 as soon as its bytes arrive. The codec is not read again.
    /// </exception>
    bool TryReadFrame(ref Memory<byte> input, out Frame frame);

    /// <summary>
    /// Whether the beginning of a frame was taken from the input and its end has not come; the host times slow frames by it. What was left in
    /// front of the input need not be told, so false will do for a codec that takes frames whole. Read it where frames are read, never beside it.
    /// </summary>
    bool IsInFrame => false;

    /// <summary>Writes one frame, or one piece of a fragmented message, whole.</summary>
    /// <param name="frame">
    /// Pieces of a message all carry its kind; the last one has <see cref="Frame.EndOfMessage"/> set. The payload of a close frame is
    /// that of RFC 6455 5.5.1, whatever the revision puts on the wire.
    /// </param>
    /// <param name="output">Where the bytes go; nothing may be kept of it after the call.</param>
    /// <exception cref="InvalidOperationException">
    /// The revision cannot carry the kind, see <see cref="CanWrite"/>, or the frame belongs to another message than the unfinished one.
    /// </exception>
    /// <exception cref="ArgumentException">The payload of a control frame is longer than 125 bytes.</exception>
    void WriteFrame(in Frame frame, IBufferWriter<byte> output);

    /// <summary>
    /// From now on the host may drop data frames that were written and not sent, whole ones, to a peer that reads too slowly. So no frame written
    /// after this call may need another one to be read: a codec that refers back to earlier messages must stop doing so. Called where frames are
    /// written, between two messages, possibly again.
    /// </summary>
    void AllowDropping()
    {
    }
}
