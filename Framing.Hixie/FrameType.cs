namespace Framing.Hixie;

/// <summary>The bytes that frames begin and end with (hybi-00 4.2).</summary>
internal static class FrameType
{
    /// <summary>Begins text.</summary>
    public const byte Text = 0x00;

    /// <summary>Set in the first byte of a frame whose length follows; clear where the frame runs to <see cref="End"/>.</summary>
    public const byte LengthBit = 0x80;

    /// <summary>Begins the frame that, when it is empty, starts or answers the closing handshake.</summary>
    public const byte Close = 0xFF;

    /// <summary>Ends a frame that has no length. Never occurs in UTF-8.</summary>
    public const byte End = 0xFF;
}
