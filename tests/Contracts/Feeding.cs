using System.Runtime.InteropServices;
using Abstractions;

namespace Contracts;

/// <summary>
/// Feeds a codec as the host does: calls it until it needs more bytes, stops after a close frame, and carries what is left over
/// in front of the next bytes. Fails the test when the codec does what its port forbids.
/// </summary>
/// <param name="codec">The codec, fresh or as an earlier feeding has left it.</param>
public sealed class Feeding(IFrameCodec codec)
{
    private const int MaxUnread = 256;
    private const byte Poison = 0xCC;

    private readonly MessageAssembly _assembly = new();
    private byte[] _unread = [];
    private int _fed;

    /// <summary>The whole messages and control frames that came out, in order.</summary>
    public IReadOnlyList<FrameEvent> Events => _assembly.Events;

    /// <summary>How the peer broke the protocol, or null.</summary>
    public ProtocolException? Violation { get; private set; }

    /// <summary>Whether a close frame came out.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether a message has begun to come out and has not ended.</summary>
    public bool IsInMessage => _assembly.IsInMessage;

    /// <summary>The number of bytes that the codec has left in front of the next ones.</summary>
    public int Unread => _unread.Length;

    /// <summary>The number of bytes fed.</summary>
    public int Fed => _fed;

    /// <summary>Feeds a stream in the pieces between the cuts.</summary>
    public static Feeding Of(IFrameCodec codec, ReadOnlySpan<byte> stream, params ReadOnlySpan<int> cuts)
    {
        var feeding = new Feeding(codec);
        var start = 0;
        foreach (var cut in cuts)
        {
            feeding.Feed(stream[start..cut]);
            start = cut;
        }
        feeding.Feed(stream[start..]);
        return feeding;
    }

    /// <summary>Feeds the next bytes. Bytes after a violation or a close frame are not read, as in the host.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (Violation is not null || IsClosed)
            return;
        // A buffer of its own each time, so that nothing can be read from an earlier one, at changing alignments.
        var padding = _fed & 7;
        var buffer = new byte[padding + _unread.Length + bytes.Length];
        _unread.CopyTo(buffer, padding);
        bytes.CopyTo(buffer.AsSpan(padding + _unread.Length));
        var received = buffer.ToArray();
        _fed += bytes.Length;
        var input = buffer.AsMemory(padding);
        ReadAll(ref input);
        if (Violation is null && !IsClosed)
            Keep(input, buffer, received);
        Array.Fill(buffer, Poison);
    }

    private void ReadAll(ref Memory<byte> input)
    {
        // No revision has frames of less than two bytes; inflated output comes in larger pieces still.
        var callsLeft = input.Length + 1024;
        while (TryRead(ref input, out var frame))
        {
            if (--callsLeft < 0)
                Assert.Fail("The codec hands over more frames than the bytes can hold.");
            _assembly.Add(frame);
            if (frame.Kind != FrameKind.Close)
                continue;
            IsClosed = true;
            return;
        }
    }

    private bool TryRead(ref Memory<byte> input, out Frame frame)
    {
        try
        {
            return codec.TryReadFrame(ref input, out frame);
        }
        catch (ProtocolException violation)
        {
            if (!CloseCode.IsSendable(violation.CloseCode))
                Assert.Fail($"A violation must carry a close code that can be sent, not {violation.CloseCode}.");
            Violation = violation;
            frame = default;
            return false;
        }
    }

    private void Keep(Memory<byte> input, byte[] buffer, byte[] received)
    {
        if (input.Length > MaxUnread)
            Assert.Fail($"A codec may leave at most {MaxUnread} bytes, not {input.Length}.");
        if (!input.IsEmpty && !(MemoryMarshal.TryGetArray<byte>(input, out var rest) && rest.Array == buffer && rest.Offset + rest.Count == buffer.Length))
            Assert.Fail("The input must be sliced from its front.");
        if (!input.Span.SequenceEqual(received.AsSpan(received.Length - input.Length)))
            Assert.Fail("The bytes that a codec leaves must be unchanged.");
        _unread = input.ToArray();
    }
}
