using System.IO.Compression;

namespace Adapters.Rfc6455.Deflate;

/// <summary>Decompresses with <see cref="DeflateStream"/>, which goes no further than one stream: a new one takes its place.</summary>
internal sealed class ManagedDecompressor : Decompressor
{
    private readonly Source _source = new();
    private DeflateStream? _stream;

    public override DecompressorStatus Decompress(ref ReadOnlySpan<byte> bytes, scoped Span<byte> output, out int written)
    {
        _source.Give(bytes);
        _stream ??= new DeflateStream(_source, CompressionMode.Decompress, leaveOpen: true);
        written = 0;
        try
        {
            int count;
            while (written < output.Length && (count = _stream.Read(output[written..])) > 0)
                written += count;
        }
        catch (InvalidDataException)
        {
            return DecompressorStatus.Broken;
        }
        bytes = bytes[^_source.Left..];
        // After its end it takes nothing more.
        return written < output.Length && _source.Left > 0 ? DecompressorStatus.Ended : DecompressorStatus.Open;
    }

    public override void Reset() => Dispose();

    public override void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private sealed class Source : Stream
    {
        private byte[] _bytes = [];
        private int _length;
        private int _position;

        public int Left => _length - _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Give(ReadOnlySpan<byte> bytes)
        {
            if (_bytes.Length < bytes.Length)
                _bytes = new byte[bytes.Length];
            bytes.CopyTo(_bytes);
            (_position, _length) = (0, bytes.Length);
        }

        // One byte at a time: what is taken beyond the end of a stream would be lost.
        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Left == 0 || count == 0)
                return 0;
            buffer[offset] = _bytes[_position++];
            return 1;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
