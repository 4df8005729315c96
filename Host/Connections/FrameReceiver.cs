using System.Buffers;
using Abstractions;
using Host.Configuration;

namespace Host.Connections;

/// <summary>
/// Received bytes to frames to messages. What is left of an incomplete frame is carried over in front of the next bytes. Used by one
/// thread at a time.
/// </summary>
internal sealed class FrameReceiver(Connection connection, IFrameCodec codec, MessageDispatch dispatch, Limits limits)
{
    // What a codec may leave of an incomplete frame.
    private const int RestBytes = 256;

    private MessageAssembly? _assembly;
    private readonly bool _timesFrames = limits.FrameSeconds > 0;
    private bool _assembling;
    private byte[]? _carry;
    private int _carried;

    /// <summary>Handles the frames in the bytes.</summary>
    /// <returns>How many bytes were taken: fewer than given only when the connection reads no further, now or ever.</returns>
    /// <exception cref="ProtocolException">The peer broke the protocol or a limit.</exception>
    public int Receive(Memory<byte> bytes)
    {
        var taken = ReceiveFrames(bytes);
        if (_timesFrames)
            TimeFrame();
        return taken;
    }

    /// <summary>
    /// Whether the last call stopped short because the handler has so much to do that reading waits for it. So it stays, however soon the
    /// handler catches up, until the frames that were left are looked at.
    /// </summary>
    public bool IsPaused { get; private set; }

    /// <summary>Completes when the handler may have caught up.</summary>
    public Task WaitForRoomAsync() => dispatch.WaitForRoomAsync(AssembledBytes);

    /// <summary>Gives back what the receiver holds.</summary>
    public void Release()
    {
        _assembly?.Clear();
        ReturnCarry();
    }

    private int AssembledBytes => _assembly?.Length ?? 0;

    private bool IsReading => connection.IsReading && !IsPaused;

    private bool MayRead()
    {
        IsPaused = dispatch.IsFull(AssembledBytes);
        return IsReading;
    }

    private int ReceiveFrames(Memory<byte> bytes)
    {
        IsPaused = false;
        var taken = _carried == 0 ? 0 : ReceiveCarried(bytes);
        if (_carried > 0)
            return taken;
        var input = bytes[taken..];
        ReadFrames(ref input, carried: false);
        if (IsReading)
        {
            Carry(input.Span);
            return bytes.Length;
        }
        return bytes.Length - input.Length;
    }

    // While reading waits for the handler it is not the peer that is slow.
    private void TimeFrame()
    {
        if ((_carried > 0 || codec.IsInFrame) && !IsPaused)
            connection.OnFrameUnfinished();
        else
            connection.OnFrameEnded();
    }

    // Completes the frame that was left over, in a buffer of its own; returns how many of the new bytes that took.
    private int ReceiveCarried(Memory<byte> bytes)
    {
        var carry = _carry!;
        var added = Math.Min((2 * RestBytes) - _carried, bytes.Length);
        bytes.Span[..added].CopyTo(carry.AsSpan(_carried));
        var input = carry.AsMemory(0, _carried + added);
        _carried = 0;
        ReadFrames(ref input, carried: true);
        if (input.Length <= added)
        {
            ReturnCarry();
            return added - input.Length;
        }
        // Not one of the new bytes was used: they are carried, too.
        if (added < bytes.Length && IsReading)
            throw LeftTooMuch(input.Length);
        input.Span.CopyTo(carry);
        _carried = input.Length;
        return added;
    }

    private void ReadFrames(ref Memory<byte> input, bool carried)
    {
        var received = input;
        while (MayRead() && codec.TryReadFrame(ref input, out var frame))
        {
            switch (frame.Kind)
            {
                case FrameKind.Text:
                    OnData(frame, MessageKind.Text, received, carried);
                    break;
                case FrameKind.Binary:
                    OnData(frame, MessageKind.Binary, received, carried);
                    break;
                default:
                    connection.OnControlFrame(frame);
                    break;
            }
            if (_timesFrames && !codec.IsInFrame)
                connection.OnFrameEnded();
        }
    }

    private void OnData(in Frame frame, MessageKind kind, Memory<byte> received, bool carried)
    {
        if (connection.IsClosing)
            return;
        if (frame.EndOfMessage && !_assembling && !carried)
        {
            DeliverInPlace(new Message(kind, frame.Payload), received);
            return;
        }
        // The carried bytes are overwritten by what comes next, so a message among them is copied like one in pieces.
        _assembling = !frame.EndOfMessage;
        _assembly ??= new MessageAssembly(limits.MessageBytes);
        _assembly.Append(frame.Payload.Span);
        if (_assembling)
            return;
        var buffer = _assembly.Take(out var length);
        dispatch.Deliver(new Message(kind, buffer.AsMemory(0, length)), buffer);
    }

    private void DeliverInPlace(in Message message, Memory<byte> received)
    {
        dispatch.Deliver(message, buffer: null);
        // A payload in the codec's own memory would change with the next frame, so the next frame waits for the handler.
        if (dispatch.IsUsingReceived && !message.Payload.IsEmpty && !received.Span.Overlaps(message.Payload.Span))
            dispatch.PauseUntilIdle();
    }

    private void Carry(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
            return;
        if (rest.Length > RestBytes)
            throw LeftTooMuch(rest.Length);
        _carry ??= ArrayPool<byte>.Shared.Rent(2 * RestBytes);
        rest.CopyTo(_carry);
        _carried = rest.Length;
    }

    private void ReturnCarry()
    {
        if (_carry is not null)
            ArrayPool<byte>.Shared.Return(_carry);
        _carry = null;
        _carried = 0;
    }

    private static InvalidOperationException LeftTooMuch(int length) =>
        new($"The codec left {length} bytes of an incomplete frame; it may leave at most {RestBytes}.");
}
