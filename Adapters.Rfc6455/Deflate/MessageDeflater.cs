using System.Buffers;
using Abstractions;
using Framing.Hybi;

namespace Adapters.Rfc6455.Deflate;

/// <summary>Deflates the messages to a client (RFC 7692 7.2.1) and writes their frames.</summary>
/// <param name="compressors">Where compressors come from, all of which keep to the window that was agreed on.</param>
/// <param name="takesOver">Whether messages may refer to those before them.</param>
/// <param name="minimumBytes">The shortest message that is compressed.</param>
internal sealed class MessageDeflater(BoundedPool<Compressor> compressors, bool takesOver, int minimumBytes) : IDisposable
{
    // RFC 7692 7.2.1: the four octets at the end of a message that are not sent.
    private const int TailLength = 4;

    private readonly PooledBuffer _buffer = new();
    private FrameWriter _writer = new(HybiVersion.Version13);
    private Compressor? _compressor;
    private bool _takesOver = takesOver;
    private bool _isCompressed;

    /// <summary>Codecs of the same compressors write the same where nothing is remembered from message to message.</summary>
    public object? SharingKey => _takesOver || _writer.InMessage ? null : compressors;

    /// <summary>From now on no message refers to one before it, which the client may never see.</summary>
    // RFC 7692 7.1.1.1: the agreement allows the server to refer to what came before; it need not.
    public void ForgetBetweenMessages()
    {
        _takesOver = false;
        if (!_writer.InMessage)
            Discard();
    }

    /// <summary>Writes a frame: see <see cref="IFrameCodec.WriteFrame"/>.</summary>
    public void Write(in Frame frame, IBufferWriter<byte> output)
    {
        if (frame.Kind is not (FrameKind.Text or FrameKind.Binary))
        {
            _writer.Write(frame, output);
            return;
        }
        // RFC 7692 6: the first fragment says whether the message is compressed; an empty one becomes no shorter.
        if (!_writer.InMessage)
            _isCompressed = frame.Payload.Length >= Math.Max(minimumBytes, 1);
        if (_isCompressed)
            WriteCompressed(frame, output);
        else
            _writer.Write(frame, output);
    }

    public void Dispose() => Discard();

    private void WriteCompressed(in Frame frame, IBufferWriter<byte> output)
    {
        try
        {
            _compressor ??= compressors.Rent();
            _compressor.Compress(frame.Payload.Span, forget: frame.EndOfMessage && !_takesOver, _buffer);
            if (frame.EndOfMessage)
                EndMessage();
            // What has not become shorter goes as it is, where no later message may refer to it.
            if (IsWhole(frame) && !_takesOver && _buffer.Length >= frame.Payload.Length)
                _writer.Write(frame, output);
            else
                _writer.Write(new Frame(frame.Kind, _buffer.Written, frame.EndOfMessage), output, rsv1: true);
        }
        catch (Exception)
        {
            // What the client does not get, nothing may refer to. A compressor that begins anew refers to nothing.
            Discard();
            throw;
        }
        finally
        {
            _buffer.Release();
        }
        if (!frame.EndOfMessage || _takesOver)
            return;
        compressors.Return(_compressor);
        _compressor = null;
    }

    private bool IsWhole(in Frame frame) => frame.EndOfMessage && !_writer.InMessage;

    // RFC 7692 7.2.1: without the tail of the flush; of an empty last piece that leaves the header of an empty block.
    private void EndMessage()
    {
        if (_buffer.Length > TailLength)
            _buffer.Cut(TailLength);
        else
            _buffer.Append([0x00]);
    }

    private void Discard()
    {
        _compressor?.Dispose();
        _compressor = null;
    }
}
