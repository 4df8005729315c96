using System.Buffers;
using Abstractions;
using Framing.Hybi;

namespace Adapters.Rfc6455.Deflate;

/// <summary>Inflates the messages of a client piece by piece (RFC 7692 7.2.2), with bounded memory whatever they inflate to.</summary>
/// <param name="decompressors">Where decompressors come from.</param>
/// <param name="takesOver">Whether messages may refer to those before them.</param>
/// <param name="messageBytes">The largest message.</param>
internal sealed class MessageInflater(BoundedPool<Decompressor> decompressors, bool takesOver, int messageBytes) : IDisposable
{
    private const int OutputBytes = 16 * 1024;

    private Decompressor? _decompressor;
    private byte[]? _output;

    // Bytes for which the output had no room; those given stay with their owner.
    private byte[]? _held;
    private int _heldStart;
    private int _heldEnd;

    // Of the message: whether it has begun, whether its last bytes are here, and what it may still have.
    private bool _inMessage;
    private bool _isLast;
    private FrameKind _kind;
    private int _room;
    private Utf8Validator _utf8;

    // Whether anything of the stream came in this message, and how much of the tail was given to it.
    private bool _inStream;
    private int _tailUsed;

    // RFC 7692 7.2.2: the octets to append to the message.
    private static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xFF, 0xFF];

    /// <summary>Whether a piece stays unfinished because the output had no room; then <see cref="TryContinue"/>.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Forgets the output of the last call; that of a message that has ended goes back to the pool.</summary>
    public void ReleaseOutput()
    {
        if (_output is null || _inMessage)
            return;
        ArrayPool<byte>.Shared.Return(_output);
        _output = null;
    }

    /// <summary>Inflates a piece of a message, as far as one output goes.</summary>
    /// <returns>Whether there is a piece to hand over.</returns>
    /// <exception cref="ProtocolException">It is no compressed data, too large, or not UTF-8.</exception>
    public bool TryInflate(in Frame compressed, out Frame inflated)
    {
        if (!_inMessage)
            Begin(compressed.Kind);
        _isLast = compressed.EndOfMessage;
        var bytes = compressed.Payload.Span;
        var hasPiece = TryTakePiece(ref bytes, out inflated);
        Hold(bytes);
        return hasPiece;
    }

    /// <summary>Goes on with what had no room.</summary>
    /// <inheritdoc cref="TryInflate"/>
    public bool TryContinue(out Frame inflated)
    {
        ReadOnlySpan<byte> bytes = _held.AsSpan(_heldStart, _heldEnd - _heldStart);
        var hasPiece = TryTakePiece(ref bytes, out inflated);
        _heldStart = _heldEnd - bytes.Length;
        if (bytes.IsEmpty)
            ReturnHeld();
        return hasPiece;
    }

    public void Dispose()
    {
        _decompressor?.Dispose();
        _decompressor = null;
        _inMessage = HasMore = false;
        ReleaseOutput();
        ReturnHeld();
    }

    private void Begin(FrameKind kind)
    {
        _inMessage = true;
        _kind = kind;
        _room = messageBytes;
        _utf8 = default;
        _inStream = false;
        _tailUsed = 0;
        _decompressor ??= decompressors.Rent();
    }

    private bool TryTakePiece(ref ReadOnlySpan<byte> bytes, out Frame piece)
    {
        _output ??= ArrayPool<byte>.Shared.Rent(OutputBytes);
        // One byte more than the message may have tells that it is too large.
        var output = _output.AsSpan(0, (int)Math.Min(_output.Length, _room + 1L));
        var status = Inflate(ref bytes, output, out var length);
        var isEnd = status == DecompressorStatus.Ended;
        Check(output[..Math.Min(length, _room)], isEnd && length <= _room);
        if (length > _room)
            throw new ProtocolException(CloseCode.MessageTooBig, $"The peer sent a compressed message of more than {messageBytes} bytes.");
        if (status == DecompressorStatus.Broken)
            throw new ProtocolException(CloseCode.InvalidPayload, "The peer sent a compressed message that is no DEFLATE stream.");
        _room -= length;
        HasMore = !isEnd && length == output.Length;
        if (isEnd)
            End();
        piece = new Frame(_kind, _output.AsMemory(0, length), isEnd);
        return isEnd || length > 0;
    }

    // Ended is said of the message here. The bytes are used up unless the output is full.
    private DecompressorStatus Inflate(ref ReadOnlySpan<byte> bytes, Span<byte> output, out int length)
    {
        length = 0;
        while (true)
        {
            var isTail = bytes.IsEmpty && _isLast;
            // RFC 7692 7.2.3.4: a block with BFINAL need not be followed by another; and a message of no bytes at all is an empty one.
            if (isTail && !_inStream)
                return DecompressorStatus.Ended;
            var source = isTail ? Tail[_tailUsed..] : bytes;
            var before = source.Length;
            var status = _decompressor!.Decompress(ref source, output[length..], out var written);
            length += written;
            _inStream |= source.Length < before;
            if (isTail)
                _tailUsed = Tail.Length - source.Length;
            else
                bytes = source;
            if (status == DecompressorStatus.Ended)
            {
                // What follows begins with an empty window, be it of this message or of the next one.
                _decompressor.Reset();
                _inStream = false;
                if (isTail)
                    return DecompressorStatus.Ended;
            }
            if (status == DecompressorStatus.Broken || length == output.Length)
                return status == DecompressorStatus.Broken ? status : DecompressorStatus.Open;
            if (isTail)
                return DecompressorStatus.Ended;
            if (bytes.IsEmpty && !_isLast)
                return DecompressorStatus.Open;
        }
    }

    private void End()
    {
        _inMessage = false;
        if (takesOver)
            return;
        _decompressor!.Reset();
        decompressors.Return(_decompressor);
        _decompressor = null;
    }

    // RFC 7692 6: the payload of a text message is UTF-8 after decompression.
    private void Check(ReadOnlySpan<byte> text, bool isEnd)
    {
        if (_kind == FrameKind.Text && !(_utf8.Accepts(text) && (_utf8.IsComplete || !isEnd)))
            throw new ProtocolException(CloseCode.InvalidPayload, "The peer sent compressed text that is not UTF-8.");
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        _held = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(_held);
        (_heldStart, _heldEnd) = (0, bytes.Length);
    }

    private void ReturnHeld()
    {
        if (_held is null)
            return;
        ArrayPool<byte>.Shared.Return(_held);
        _held = null;
        _heldStart = _heldEnd = 0;
    }
}
