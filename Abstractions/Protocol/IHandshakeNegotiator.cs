namespace Abstractions;

/// <summary>The opening handshake of one wire revision, as a pure function from a request to a response.</summary>
/// <remarks>Implementations must be stateless and safe for concurrent use.</remarks>
public interface IHandshakeNegotiator
{
    /// <summary>
    /// The <c>Sec-WebSocket-Version</c> values this negotiator answers to, empty for a revision that has no such header.
    /// The host lists them in 426 answers.
    /// </summary>
    IReadOnlyList<string> Versions { get; }

    /// <summary>
    /// Tells whether the request is written in this revision, whether or not it is written correctly: what is claimed is then
    /// accepted or refused by <see cref="Negotiate"/>.
    /// </summary>
    /// <remarks>Must look at the request only, must not throw, and must not claim what belongs to another revision.</remarks>
    bool Claims(HandshakeRequest request);

    /// <summary>Accepts or refuses a request that this negotiator claims. A refusal is a value, never an exception.</summary>
    /// <param name="request">The claimed request. The host has checked its route and origin.</param>
    /// <param name="options">What the handler behind the route declares.</param>
    HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options);
}
