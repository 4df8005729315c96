namespace Contracts;

/// <summary>An adapter whose frames announce their length; see <see cref="AnnouncedLengthContract{TSpecimen}"/>.</summary>
public interface IAnnouncedLengthSpecimen : IAdapterSpecimen
{
    /// <summary>What a client sends in front of the payload of a message of the length, up to the byte that completes the length.</summary>
    byte[] EncodeClientLength(long payloadLength);
}
