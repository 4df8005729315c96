using System.IO.Compression;
using Abstractions;

namespace Adapters.Rfc6455.Tests.Deflate;

/// <summary>A client of RFC 7692, written with <see cref="DeflateStream"/> and nothing of the adapter.</summary>
/// <param name="takesOver">Whether messages refer to those before them, in both directions.</param>
public sealed class DeflateClient(bool takesOver)
{
    private static readonly byte[] Tail = [0x00, 0x00, 0xFF, 0xFF];

    private readonly ClientEncoder _encoder = new();
    private readonly Feed _received = new();
    private MemoryStream _sent = new();
    private DeflateStream? _compressor;
    private DeflateStream? _decompressor;

    /// <summary>Encodes data frames compressed, fragments included.</summary>
    public byte[] Encode(IEnumerable<Frame> frames)
    {
        var inMessage = false;
        foreach (var frame in frames)
        {
            if (frame.Kind is not (FrameKind.Text or FrameKind.Binary))
            {
                _encoder.Add(frame.Kind, frame.Payload.ToArray());
                continue;
            }
            _encoder.Add(frame.Kind, Compress(frame.Payload.Span, frame.EndOfMessage), frame.EndOfMessage, rsv1: !inMessage);
            inMessage = !frame.EndOfMessage;
        }
        return _encoder.ToArray();
    }

    /// <summary>Decodes frames, compressed or not.</summary>
    public IReadOnlyList<Frame> Decode(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<Frame>();
        var isCompressed = false;
        var inMessage = false;
        foreach (var (frame, hasRsv1) in ClientDecoder.DecodeMarked(bytes))
        {
            var isData = frame.Kind is FrameKind.Text or FrameKind.Binary;
            if (hasRsv1 && (!isData || inMessage))
                throw new FormatException("RSV1 is set where it must not be");
            if (!isData)
            {
                frames.Add(frame);
                continue;
            }
            isCompressed = inMessage ? isCompressed : hasRsv1;
            inMessage = !frame.EndOfMessage;
            frames.Add(isCompressed ? new Frame(frame.Kind, Decompress(frame.Payload.Span, frame.EndOfMessage), frame.EndOfMessage) : frame);
        }
        return frames;
    }

    /// <summary>Compresses a message, or a piece of one.</summary>
    public byte[] Compress(ReadOnlySpan<byte> bytes, bool endOfMessage = true)
    {
        _compressor ??= new DeflateStream(_sent = new MemoryStream(), CompressionLevel.Optimal, leaveOpen: true);
        _sent.SetLength(0);
        _compressor.Write(bytes);
        _compressor.Flush();
        var compressed = _sent.ToArray();
        if (!endOfMessage)
            return compressed;
        if (!takesOver)
            _compressor = null;
        return compressed.Length == 0 ? [0x00] : compressed[..^Tail.Length];
    }

    private byte[] Decompress(ReadOnlySpan<byte> bytes, bool endOfMessage)
    {
        _received.Give(endOfMessage ? [.. bytes, .. Tail] : bytes.ToArray());
        _decompressor ??= new DeflateStream(_received, CompressionMode.Decompress);
        var message = new MemoryStream();
        _decompressor.CopyTo(message);
        if (_received.Left > 0)
            throw new FormatException("the stream has ended before the message");
        if (endOfMessage && !takesOver)
            _decompressor = null;
        return message.ToArray();
    }

    private sealed class Feed : MemoryStream
    {
        public long Left => Length - Position;

        public void Give(byte[] bytes)
        {
            SetLength(0);
            Write(bytes);
            Position = 0;
        }
    }
}
