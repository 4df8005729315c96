namespace Abstractions;

/// <summary>A control frame, or a data frame or piece of one, in the terms of the port.</summary>
/// <param name="kind">What the frame carries; every piece of a message carries the message's kind.</param>
/// <param name="payload">The application data, unmasked. For <see cref="FrameKind.Close"/> see <see cref="ClosePayload"/>.</param>
/// <param name="endOfMessage">Whether this piece completes its message; always true for control frames.</param>
public readonly struct Frame(FrameKind kind, ReadOnlyMemory<byte> payload, bool endOfMessage = true)
{
    /// <summary>What the frame carries.</summary>
    public FrameKind Kind { get; } = kind;

    /// <summary>Whether this piece completes its message.</summary>
    public bool EndOfMessage { get; } = endOfMessage;

    /// <summary>The application data; owned by whoever made the frame, see <see cref="IFrameCodec"/>.</summary>
    public ReadOnlyMemory<byte> Payload { get; } = payload;
}
