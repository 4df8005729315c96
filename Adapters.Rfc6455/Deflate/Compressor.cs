namespace Adapters.Rfc6455.Deflate;

/// <summary>Writes one raw DEFLATE stream (RFC 1951), message by message. Not safe for concurrent use.</summary>
internal abstract class Compressor : IDisposable
{
    /// <summary>Compresses the bytes and flushes them, so that the output ends in the empty block 00 00 FF FF, or is nothing where nothing was to be flushed.</summary>
    /// <param name="bytes">All of a message, or a piece of it.</param>
    /// <param name="forget">Whether what follows must not refer to what came so far.</param>
    /// <param name="output">Where the output is appended.</param>
    public abstract void Compress(ReadOnlySpan<byte> bytes, bool forget, PooledBuffer output);

    /// <summary>Frees what the compressor holds.</summary>
    public abstract void Dispose();
}
