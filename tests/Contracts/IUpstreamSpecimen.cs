using Abstractions;

namespace Contracts;

/// <summary>An adapter with an upstream part; see <see cref="UpstreamContract{TSpecimen}"/>.</summary>
public interface IUpstreamSpecimen : IAdapterSpecimen
{
    /// <summary>Requests to the upstream address, their bodies, and what they say, of every kind the adapter knows.</summary>
    IReadOnlyList<(HandshakeRequest Request, byte[] Body, FrameEvent Event)> AcceptableUpstream { get; }

    /// <summary>Requests to the upstream address that the adapter refuses, and their bodies.</summary>
    IReadOnlyList<(HandshakeRequest Request, byte[] Body)> RefusableUpstream { get; }

    /// <summary>Reads the upstream address out of what the server has written first.</summary>
    /// <exception cref="FormatException">It is not what a server may write.</exception>
    (string Address, string? Subprotocol) DecodeAddress(ReadOnlyMemory<byte> bytes);
}
