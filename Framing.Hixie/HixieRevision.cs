namespace Framing.Hixie;

/// <summary>The revisions that have this framing. Between them differs the end: only the later one has a closing handshake.</summary>
public enum HixieRevision : byte
{
    /// <summary>draft-hixie-thewebsocketprotocol-75.</summary>
    Hixie75 = 75,

    /// <summary>draft-hixie-thewebsocketprotocol-76, which is draft-ietf-hybi-thewebsocketprotocol-00.</summary>
    Hixie76 = 76,
}
