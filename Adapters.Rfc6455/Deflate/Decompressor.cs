namespace Adapters.Rfc6455.Deflate;

/// <summary>Reads raw DEFLATE streams (RFC 1951). Not safe for concurrent use.</summary>
internal abstract class Decompressor : IDisposable
{
    /// <summary>Decompresses until the bytes are used up, the output is full, the stream ends or is found to be broken.</summary>
    /// <param name="bytes">The next bytes of the stream, possibly none where output may be left; what was used is cut off in front.</param>
    /// <param name="output">Where the output goes; not empty.</param>
    /// <param name="written">How much of it was written.</param>
    public abstract DecompressorStatus Decompress(ref ReadOnlySpan<byte> bytes, scoped Span<byte> output, out int written);

    /// <summary>Begins a new stream, which refers to nothing before it.</summary>
    public abstract void Reset();

    /// <summary>Frees what the decompressor holds.</summary>
    public abstract void Dispose();
}
