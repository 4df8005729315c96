using System.Buffers;

namespace Abstractions;

/// <summary>
/// The upstream part of an adapter whose connection carries one direction only: each thing a client has to say is an HTTP request of its own,
/// sent to an address that belongs to the connection.
/// </summary>
/// <remarks>
/// The host makes the address and forgets it with the connection, checks origins, answers preflights, puts requests in order, and bounds
/// their number and size. Implementations must be stateless and safe for concurrent use; there is no I/O, task or clock behind them.
/// </remarks>
public interface IUpstream
{
    /// <summary>The methods that requests to the address have; listed for browsers that ask before they send.</summary>
    IReadOnlyList<string> Methods { get; }

    /// <summary>Writes what tells the client the address. Goes out behind the head of the answer, before any frame of the connection.</summary>
    /// <param name="address">A relative reference, to be resolved against the address of the connection: printable ASCII without quotation marks.</param>
    /// <param name="accepted">What this adapter's own negotiator accepted for the connection.</param>
    /// <param name="output">Where the bytes go.</param>
    void WriteAddress(string address, AcceptedHandshake accepted, IBufferWriter<byte> output);

    /// <summary>Turns one request to the address into whole frames, as the codec of the connection reads them.</summary>
    /// <param name="request">The request, as it came.</param>
    /// <param name="body">Its body, of at most as many bytes as a message may have.</param>
    /// <param name="output">Where the frames go; what was written counts only when nothing is refused.</param>
    /// <returns>
    /// Null where the request is accepted, else its refusal, a value made by <see cref="HandshakeResponse.Refuse"/>: the connection goes on without it.
    /// </returns>
    HandshakeResponse? Translate(HandshakeRequest request, ReadOnlySpan<byte> body, IBufferWriter<byte> output);
}
