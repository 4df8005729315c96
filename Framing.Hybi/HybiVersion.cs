namespace Framing.Hybi;

/// <summary>The versions that have this framing, by their Sec-WebSocket-Version. Between them differ the close codes.</summary>
public enum HybiVersion : byte
{
    /// <summary>draft-ietf-hybi-thewebsocketprotocol-07.</summary>
    Version7 = 7,

    /// <summary>draft-ietf-hybi-thewebsocketprotocol-08 to -12.</summary>
    Version8 = 8,

    /// <summary>RFC 6455, and the drafts from -13 on.</summary>
    Version13 = 13,
}
