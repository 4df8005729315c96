namespace Abstractions;

/// <summary>The limits a codec enforces while it reads.</summary>
public readonly record struct CodecLimits
{
    /// <summary>
    /// The largest message in bytes, counted over all its fragments and after decompression; a larger one fails the connection
    /// with <see cref="CloseCode.MessageTooBig"/>.
    /// </summary>
    public required int MessageBytes { get; init; }

    /// <summary>
    /// The largest number of fragments in one message, empty ones included and control frames between them not; a message in one frame
    /// has one. A further fragment fails the connection with <see cref="CloseCode.MessageTooBig"/>. Without meaning where a revision
    /// does not fragment.
    /// </summary>
    public required int MessageFragments { get; init; }
}
