namespace Adapters.Rfc6455.Deflate;

/// <summary>Decompresses with zlib itself.</summary>
/// <param name="windowBits">The largest window that streams may have.</param>
internal sealed unsafe class NativeDecompressor(int windowBits) : Decompressor
{
    private readonly Handle _handle = new(windowBits);

    public override DecompressorStatus Decompress(ref ReadOnlySpan<byte> bytes, scoped Span<byte> output, out int written)
    {
        var held = false;
        try
        {
            _handle.DangerousAddRef(ref held);
            var stream = _handle.Stream;
            fixed (byte* next = bytes, room = output)
            {
                stream->NextIn = next;
                stream->AvailableIn = (uint)bytes.Length;
                stream->NextOut = room;
                stream->AvailableOut = (uint)output.Length;
                var result = ZLibLibrary.Inflate(stream, ZLibLibrary.SyncFlush);
                written = output.Length - (int)stream->AvailableOut;
                bytes = bytes[^(int)stream->AvailableIn..];
                return result switch
                {
                    ZLibLibrary.Ok or ZLibLibrary.NoProgress => DecompressorStatus.Open,
                    ZLibLibrary.StreamEnd => DecompressorStatus.Ended,
                    ZLibLibrary.OutOfMemory => throw new InsufficientMemoryException(),
                    _ => DecompressorStatus.Broken,
                };
            }
        }
        finally
        {
            if (held)
                _handle.DangerousRelease();
        }
    }

    public override void Reset()
    {
        var held = false;
        try
        {
            _handle.DangerousAddRef(ref held);
            if (ZLibLibrary.InflateReset(_handle.Stream, -windowBits) is not ZLibLibrary.Ok and var result)
                throw new InvalidOperationException($"zlib cannot begin another stream: error {result}.");
        }
        finally
        {
            if (held)
                _handle.DangerousRelease();
        }
    }

    public override void Dispose() => _handle.Dispose();

    private sealed class Handle : ZLibHandle
    {
        public Handle(int windowBits) => RequireOk(ZLibLibrary.InflateInit(Stream, -windowBits));

        protected override void End(ZLibStream* stream) => _ = ZLibLibrary.InflateEnd(stream);
    }
}
