using System.IO.Compression;

namespace Adapters.Rfc6455.Deflate;

/// <summary>Compresses with <see cref="DeflateStream"/>, which cannot forget: a new one takes its place.</summary>
internal sealed class ManagedCompressor(int level) : Compressor
{
    private readonly Sink _sink = new();
    private DeflateStream? _stream;

    public override void Compress(ReadOnlySpan<byte> bytes, bool forget, PooledBuffer output)
    {
        _sink.Output = output;
        _stream ??= new DeflateStream(_sink, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true);
        _stream.Write(bytes);
        _stream.Flush();
        if (forget)
            Dispose();
        _sink.Output = null;
    }

    public override void Dispose()
    {
        // Its last block belongs to no message.
        _sink.Output = null;
        _stream?.Dispose();
        _stream = null;
    }

    private sealed class Sink : Stream
    {
        public PooledBuffer? Output { get; set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Output?.Append(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
