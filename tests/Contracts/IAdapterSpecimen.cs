using Abstractions;

namespace Contracts;

/// <summary>An adapter under test, and the other end of its wire: what the contract fixtures need to know about a revision.</summary>
/// <remarks>
/// Must encode and decode independently of the adapter, with none of its code, so that a mistake is not made on both sides.
/// Must have a public constructor without parameters.
/// </remarks>
public interface IAdapterSpecimen
{
    /// <summary>Makes the adapter.</summary>
    IProtocolAdapter CreateAdapter();

    /// <summary>Requests that the adapter claims and accepts; at least one, of every kind it knows.</summary>
    IReadOnlyList<HandshakeRequest> AcceptableRequests { get; }

    /// <summary>Requests that the adapter claims and refuses.</summary>
    IReadOnlyList<HandshakeRequest> RefusableRequests { get; }

    /// <summary>Requests of other revisions, and of none, which the adapter must not claim.</summary>
    IReadOnlyList<HandshakeRequest> ForeignRequests { get; }

    /// <summary>Encodes the frames, in order, as a client of the revision puts them on the wire.</summary>
    /// <remarks>Is asked only for kinds and fragments whose fixtures are inherited; a data frame without <see cref="Frame.EndOfMessage"/> is a fragment.</remarks>
    byte[] EncodeClientFrames(IEnumerable<Frame> frames);

    /// <summary>Decodes all that a server has written, as a client of the revision would.</summary>
    /// <exception cref="FormatException">It is not what a server may write.</exception>
    IReadOnlyList<Frame> DecodeServerFrames(ReadOnlyMemory<byte> bytes);
}
