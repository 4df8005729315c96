using System.Buffers;

namespace Adapters.Rfc6455.Deflate;

/// <summary>Bytes in one pooled array that grows with them. Holds nothing after <see cref="Release"/>.</summary>
internal sealed class PooledBuffer
{
    private const int FirstBytes = 512;

    private byte[] _array = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    /// <summary>Room for more, of at least so many bytes.</summary>
    public Span<byte> GetSpan(int atLeast)
    {
        if (_array.Length - Length < atLeast)
            Grow(Length + atLeast);
        return _array.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Cuts off so many bytes at the end.</summary>
    public void Cut(int count) => Length -= count;

    public void Release()
    {
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        Length = 0;
    }

    private void Grow(int atLeast)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(atLeast, FirstBytes), (int)Math.Min(2L * Length, Array.MaxLength)));
        Written.Span.CopyTo(larger);
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
