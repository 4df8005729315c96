namespace Abstractions;

/// <summary>The limits a codec enforces while it reads.</summary>
public readonly record struct CodecLimits
{
    /// <summary>
    /// The largest message in bytes, counted over all its fragments and after decompression; a larger one fails the connection
    /// with <see cref="CloseCode.MessageTooBig"/>.
    /// </summary>
    public required int MessageBytes { get; init; }
}
