namespace Contracts;

/// <summary>How a stream of bytes is cut before it is fed to a codec. What comes out must not depend on it.</summary>
public enum Cutting
{
    /// <summary>Not at all.</summary>
    Whole,

    /// <summary>After every byte.</summary>
    ByteByByte,

    /// <summary>Once for each offset: in two there; streams over 1,024 bytes at 64 offsets that are spread over them.</summary>
    AtEveryOffset,
}
