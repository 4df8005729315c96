namespace Abstractions;

/// <summary>The answer to an opening handshake: accepted or refused. Immutable; made by <see cref="Accept"/> and <see cref="Refuse"/>.</summary>
public sealed class HandshakeResponse
{
    private HandshakeResponse(int statusCode, HeaderList headers)
    {
        StatusCode = statusCode;
        Headers = headers;
    }

    /// <summary>The HTTP status: 101, or 200 for <see cref="HandshakeEntry.ExtendedConnect"/> and <see cref="HandshakeEntry.Http"/>, or that of the refusal.</summary>
    public int StatusCode { get; }

    /// <summary>The reason phrase, or null for the usual one of the status. Never taken from the request.</summary>
    public string? ReasonPhrase { get; private init; }

    /// <summary>The header fields in the order they are sent.</summary>
    public HeaderList Headers { get; }

    /// <summary>What was negotiated; null where the handshake is refused.</summary>
    public AcceptedHandshake? Accepted { get; private init; }

    /// <summary>Bytes that follow the request's head and must be answered after the response's head, or null.</summary>
    public HandshakeChallenge? Challenge { get; private init; }

    /// <summary>Why the handshake is refused, in words: for the log and the body of the answer. Null where it is accepted.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Accepts the handshake.</summary>
    /// <param name="statusCode">101, or 200 where the request came by extended CONNECT or plain HTTP.</param>
    /// <param name="reasonPhrase">The reason phrase, or null for the usual one.</param>
    /// <param name="headers">The header fields in the order they are to be sent.</param>
    /// <param name="accepted">What was negotiated, for the connection and its codec.</param>
    /// <param name="challenge">The bytes to read and answer after the head, or null.</param>
    public static HandshakeResponse Accept(
        int statusCode, string? reasonPhrase, HeaderList headers, AcceptedHandshake accepted, HandshakeChallenge? challenge = null) =>
        new(statusCode, headers) { ReasonPhrase = reasonPhrase, Accepted = accepted, Challenge = challenge };

    /// <summary>Refuses the handshake.</summary>
    /// <param name="statusCode">A status of 300 or above.</param>
    /// <param name="refusal">Why, in words; must not contain anything secret.</param>
    /// <param name="headers">Header fields the status asks for, such as Allow; the host adds those of the body.</param>
    public static HandshakeResponse Refuse(int statusCode, string refusal, params ReadOnlySpan<Header> headers) =>
        new(statusCode, HeaderList.Create(headers)) { Refusal = refusal };
}
