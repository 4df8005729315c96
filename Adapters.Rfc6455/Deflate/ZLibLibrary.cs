using System.Runtime.InteropServices;

namespace Adapters.Rfc6455.Deflate;

/// <summary>The functions of zlib that System.IO.Compression brings along and does not offer: windows of any size, and flushes that forget.</summary>
internal static unsafe partial class ZLibLibrary
{
    public const int Ok = 0;
    public const int StreamEnd = 1;
    public const int OutOfMemory = -4;
    public const int NoProgress = -5;

    public const int SyncFlush = 2;
    public const int FullFlush = 3;

    public const int MethodDeflated = 8;
    public const int DefaultMemoryLevel = 8;
    public const int DefaultStrategy = 0;

    private const string Name = "libSystem.IO.Compression.Native";

    [LibraryImport(Name, EntryPoint = "CompressionNative_DeflateInit2_")]
    public static partial int DeflateInit(ZLibStream* stream, int level, int method, int windowBits, int memoryLevel, int strategy);

    [LibraryImport(Name, EntryPoint = "CompressionNative_Deflate")]
    public static partial int Deflate(ZLibStream* stream, int flush);

    [LibraryImport(Name, EntryPoint = "CompressionNative_DeflateEnd")]
    public static partial int DeflateEnd(ZLibStream* stream);

    [LibraryImport(Name, EntryPoint = "CompressionNative_InflateInit2_")]
    public static partial int InflateInit(ZLibStream* stream, int windowBits);

    [LibraryImport(Name, EntryPoint = "CompressionNative_Inflate")]
    public static partial int Inflate(ZLibStream* stream, int flush);

    [LibraryImport(Name, EntryPoint = "CompressionNative_InflateReset2_")]
    public static partial int InflateReset(ZLibStream* stream, int windowBits);

    [LibraryImport(Name, EntryPoint = "CompressionNative_InflateEnd")]
    public static partial int InflateEnd(ZLibStream* stream);
}
