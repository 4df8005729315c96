namespace Abstractions;

/// <summary>What a frame carries.</summary>
public enum FrameKind
{
    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>A question for a sign of life, with up to 125 bytes to be sent back.</summary>
    Ping,

    /// <summary>The answer to a ping, or an unsolicited sign of life.</summary>
    Pong,

    /// <summary>The start of, or the answer to, the closing handshake.</summary>
    Close,
}
