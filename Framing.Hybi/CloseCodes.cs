using Abstractions;

namespace Framing.Hybi;

/// <summary>The close codes of each version: what stands in its frames, and what it is in the terms of the ports.</summary>
internal static class CloseCodes
{
    // hybi-07 to -12 7.4.1: a frame too large. Reserved since.
    private const ushort FrameTooLarge = 1004;

    /// <summary>Reads a code that a client has sent.</summary>
    /// <returns>The code in the terms of the ports, or null where it may not stand in a frame.</returns>
    // The codes of later versions are no violation of an earlier one, which does not forbid them.
    public static ushort? Read(ushort code, HybiVersion version)
    {
        if (code == FrameTooLarge && version < HybiVersion.Version13)
            return CloseCode.MessageTooBig;
        return CloseCode.IsSendable(code) ? code : null;
    }

    /// <summary>The code to send to a client: one that its version has.</summary>
    public static ushort Write(ushort code, HybiVersion version)
    {
        if (version == HybiVersion.Version13)
            return code;
        return code switch
        {
            CloseCode.MessageTooBig => FrameTooLarge,
            // Since hybi-10, which is version 8, too.
            CloseCode.InvalidPayload when version == HybiVersion.Version8 => code,
            (>= CloseCode.Normal and <= CloseCode.UnsupportedData) or (>= 3000 and <= 4999) => code,
            _ => CloseCode.Normal,
        };
    }
}
