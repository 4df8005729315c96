using System.Diagnostics.CodeAnalysis;

namespace Adapters.Rfc6455.Deflate;

/// <summary>Where compressors and decompressors come from: from zlib as the runtime brings it where that can be called, else from its public classes.</summary>
/// <param name="IsNative">Whether zlib is called.</param>
internal sealed record Compression(bool IsNative)
{
    /// <summary>The largest window there is, and the one where nothing is said (RFC 7692 7.1.2).</summary>
    public const int LargestWindowBits = 15;

    // zlib-ng refuses a raw stream with 8.
    private const int SmallestNativeWindowBits = 9;

    // The functions are the runtime's own affair: those of another version may be others.
    private const int KnownRuntime = 10;

    /// <summary>The better one of those that work here.</summary>
    public static Compression Best { get; } = new(IsNative: Works());

    /// <summary>The smallest window that a compressor can be held to.</summary>
    public int SmallestWindowBits => IsNative ? SmallestNativeWindowBits : LargestWindowBits;

    /// <summary>Makes a compressor.</summary>
    /// <param name="level">From 1, fastest, to 9, smallest.</param>
    /// <param name="windowBits">From <see cref="SmallestWindowBits"/> to <see cref="LargestWindowBits"/>.</param>
    public Compressor CreateCompressor(int level, int windowBits) => IsNative ? new NativeCompressor(level, windowBits) : new ManagedCompressor(level);

    /// <summary>Makes a decompressor for any window.</summary>
    public Decompressor CreateDecompressor() => IsNative ? new NativeDecompressor(LargestWindowBits) : new ManagedDecompressor();

    [SuppressMessage("Design", "CA1031", Justification = "Whatever does not work, there is another way.")]
    private static bool Works()
    {
        if (Environment.Version.Major != KnownRuntime)
            return false;
        var output = new PooledBuffer();
        try
        {
            using var compressor = new NativeCompressor(level: 1, LargestWindowBits);
            using var decompressor = new NativeDecompressor(LargestWindowBits);
            compressor.Compress("it works"u8, forget: true, output);
            var compressed = output.Written.Span;
            Span<byte> text = stackalloc byte[16];
            return decompressor.Decompress(ref compressed, text, out var length) == DecompressorStatus.Open && text[..length].SequenceEqual("it works"u8);
        }
        catch (Exception)
        {
            return false;
        }
        finally
        {
            output.Release();
        }
    }
}
