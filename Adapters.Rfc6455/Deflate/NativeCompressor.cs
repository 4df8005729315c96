namespace Adapters.Rfc6455.Deflate;

/// <summary>Compresses with zlib itself.</summary>
internal sealed unsafe class NativeCompressor(int level, int windowBits) : Compressor
{
    // zlib.h: with six bytes or fewer a flush writes its mark again and again.
    private const int LeastRoom = 64;

    private readonly Handle _handle = new(level, windowBits);

    public override void Compress(ReadOnlySpan<byte> bytes, bool forget, PooledBuffer output)
    {
        var held = false;
        try
        {
            _handle.DangerousAddRef(ref held);
            fixed (byte* next = bytes)
            {
                _handle.Stream->NextIn = next;
                _handle.Stream->AvailableIn = (uint)bytes.Length;
                // What does not become smaller becomes hardly larger: one piece of room does, almost always.
                Flush(_handle.Stream, forget ? ZLibLibrary.FullFlush : ZLibLibrary.SyncFlush, Math.Min(bytes.Length, Array.MaxLength / 2) + LeastRoom, output);
            }
        }
        finally
        {
            if (held)
                _handle.DangerousRelease();
        }
    }

    public override void Dispose() => _handle.Dispose();

    // zlib.h: a flush is complete when it has left room.
    private static void Flush(ZLibStream* stream, int flush, int room, PooledBuffer output)
    {
        do
        {
            var span = output.GetSpan(room);
            fixed (byte* next = span)
            {
                stream->NextOut = next;
                stream->AvailableOut = (uint)span.Length;
                var result = ZLibLibrary.Deflate(stream, flush);
                if (result is not (ZLibLibrary.Ok or ZLibLibrary.NoProgress))
                    throw new InvalidOperationException($"zlib cannot go on compressing: error {result}.");
                output.Advance(span.Length - (int)stream->AvailableOut);
            }
        }
        while (stream->AvailableOut == 0);
    }

    private sealed class Handle : ZLibHandle
    {
        // Negative: a raw stream.
        public Handle(int level, int windowBits) =>
            RequireOk(ZLibLibrary.DeflateInit(Stream, level, ZLibLibrary.MethodDeflated, -windowBits, ZLibLibrary.DefaultMemoryLevel, ZLibLibrary.DefaultStrategy));

        protected override void End(ZLibStream* stream) => _ = ZLibLibrary.DeflateEnd(stream);
    }
}
