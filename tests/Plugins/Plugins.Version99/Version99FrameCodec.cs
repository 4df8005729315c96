using System.Buffers;
using System.Buffers.Binary;
using Abstractions;

namespace Plugins.Version99;

/// <summary>A frame is its length in four bytes, the top bit set where more of the message follows, and a payload that is binary. There is no other kind.</summary>
internal sealed class Version99FrameCodec(int messageBytes) : IFrameCodec
{
    private const int HeaderLength = 4;
    private const uint More = 0x8000_0000;

    private readonly object _writesAlike = typeof(Version99FrameCodec);
    private long _received;
    private int _left;
    private bool _more;
    private bool _writing;

    public object? SharingKey => _writing ? null : _writesAlike;

    public bool IsInFrame { get; private set; }

    public bool CanWrite(FrameKind kind) => kind == FrameKind.Binary;

    public bool TryReadFrame(ref Memory<byte> input, out Frame frame)
    {
        frame = default;
        if (!IsInFrame && !TryReadHeader(ref input))
            return false;
        if (input.IsEmpty && _left > 0)
            return false;
        var piece = input[..Math.Min(_left, input.Length)];
        input = input[piece.Length..];
        _left -= piece.Length;
        IsInFrame = _left > 0;
        var isEnd = _left == 0 && !_more;
        if (isEnd)
            _received = 0;
        frame = new Frame(FrameKind.Binary, piece, isEnd);
        return true;
    }

    public void WriteFrame(in Frame frame, IBufferWriter<byte> output)
    {
        if (!CanWrite(frame.Kind))
            throw new InvalidOperationException("Version 99 carries binary messages only.");
        var length = frame.Payload.Length;
        var buffer = output.GetSpan(HeaderLength + length);
        BinaryPrimitives.WriteUInt32BigEndian(buffer, (uint)length | (frame.EndOfMessage ? 0 : More));
        frame.Payload.Span.CopyTo(buffer[HeaderLength..]);
        output.Advance(HeaderLength + length);
        _writing = !frame.EndOfMessage;
    }

    private bool TryReadHeader(ref Memory<byte> input)
    {
        if (input.Length < HeaderLength)
            return false;
        var header = BinaryPrimitives.ReadUInt32BigEndian(input.Span);
        _more = (header & More) != 0;
        _left = (int)(header & ~More);
        _received += _left;
        if (_received > messageBytes)
            throw new ProtocolException(CloseCode.MessageTooBig, "The message is too big.");
        input = input[HeaderLength..];
        IsInFrame = true;
        return true;
    }
}
