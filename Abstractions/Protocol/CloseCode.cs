namespace Abstractions;

/// <summary>The close codes of RFC 6455 7.4.1 and of the registry it opened.</summary>
public static class CloseCode
{
    /// <summary>The purpose of the connection is fulfilled.</summary>
    public const ushort Normal = 1000;

    /// <summary>The server is going down, or the browser has left the page.</summary>
    public const ushort GoingAway = 1001;

    /// <summary>The peer broke the protocol.</summary>
    public const ushort ProtocolError = 1002;

    /// <summary>A kind of data that the endpoint cannot accept.</summary>
    public const ushort UnsupportedData = 1003;

    /// <summary>The close frame carried no code. Never sent.</summary>
    public const ushort NoStatusReceived = 1005;

    /// <summary>The connection ended without a closing handshake. Never sent.</summary>
    public const ushort AbnormalClosure = 1006;

    /// <summary>Data that does not fit its type, such as text that is not UTF-8.</summary>
    public const ushort InvalidPayload = 1007;

    /// <summary>A policy was violated.</summary>
    public const ushort PolicyViolation = 1008;

    /// <summary>A message too big to process.</summary>
    public const ushort MessageTooBig = 1009;

    /// <summary>The server met an unexpected condition.</summary>
    public const ushort InternalError = 1011;

    /// <summary>The service is restarted; the client may reconnect.</summary>
    public const ushort ServiceRestart = 1012;

    /// <summary>The service is overloaded; the client should try again later.</summary>
    public const ushort TryAgainLater = 1013;

    /// <summary>Tells whether the code may stand in a close frame (RFC 6455 7.4 and the IANA registry).</summary>
    public static bool IsSendable(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
