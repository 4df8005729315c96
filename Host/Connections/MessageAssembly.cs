using System.Buffers;
using Abstractions;

namespace Host.Connections;

/// <summary>Puts the pieces of one message together in a pooled buffer. Not safe for concurrent use.</summary>
internal sealed class MessageAssembly(int messageBytes)
{
    private const int FirstBytes = 4 * 1024;

    private byte[]? _buffer;

    /// <summary>Bytes put together so far.</summary>
    public int Length { get; private set; }

    /// <summary>Adds a piece.</summary>
    /// <exception cref="ProtocolException">The message is over the limit; a codec that obeys its limits has said so earlier.</exception>
    public void Append(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > messageBytes - Length)
            throw new ProtocolException(CloseCode.MessageTooBig, $"a message of more than {messageBytes} bytes");
        Reserve(Length + piece.Length);
        piece.CopyTo(_buffer.AsSpan(Length));
        Length += piece.Length;
    }

    /// <summary>Gives the message away: its buffer is now the caller's to return to the pool.</summary>
    public byte[] Take(out int length)
    {
        var buffer = _buffer ?? ArrayPool<byte>.Shared.Rent(1);
        length = Length;
        _buffer = null;
        Length = 0;
        return buffer;
    }

    /// <summary>Drops what was put together.</summary>
    public void Clear()
    {
        if (_buffer is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        _buffer = null;
        Length = 0;
    }

    private void Reserve(int length)
    {
        if (_buffer is not null && _buffer.Length >= length)
            return;
        // Fourfold: a message of 64 KiB that arrives in pieces of 4 KiB is copied twice, not four times.
        var larger = ArrayPool<byte>.Shared.Rent(_buffer is null ? Math.Max(length, FirstBytes) : (int)Math.Min(Math.Max(length, 4L * _buffer.Length), messageBytes));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }
        _buffer = larger;
    }
}
