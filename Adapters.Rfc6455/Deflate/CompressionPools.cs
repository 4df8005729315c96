namespace Adapters.Rfc6455.Deflate;

/// <summary>The compressors and decompressors that the connections of an adapter share, message by message.</summary>
internal sealed class CompressionPools : IDisposable
{
    // No more messages than this are being handled at a time, but for those that arrive in pieces.
    private static readonly int Kept = 2 * Environment.ProcessorCount;

    private readonly BoundedPool<Compressor>[] _compressors;

    public CompressionPools(Compression compression, int level)
    {
        Smallest = compression.SmallestWindowBits;
        Decompressors = new(Kept, compression.CreateDecompressor);
        _compressors = [.. Enumerable.Range(Smallest, Compression.LargestWindowBits - Smallest + 1)
            .Select(windowBits => new BoundedPool<Compressor>(Kept, () => compression.CreateCompressor(level, windowBits)))];
    }

    public BoundedPool<Decompressor> Decompressors { get; }

    private int Smallest { get; }

    public BoundedPool<Compressor> Compressors(int windowBits) => _compressors[windowBits - Smallest];

    public void Dispose()
    {
        Decompressors.Dispose();
        foreach (var pool in _compressors)
            pool.Dispose();
    }
}
