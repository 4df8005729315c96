using System.Buffers.Binary;
using System.Text;

namespace Abstractions;

/// <summary>The payload of a close frame in the terms of the ports: RFC 6455 5.5.1, whatever the revision puts on the wire.</summary>
public static class ClosePayload
{
    /// <summary>The longest payload of a control frame, in bytes.</summary>
    public const int MaxLength = 125;

    /// <summary>The longest reason, in bytes of UTF-8.</summary>
    public const int MaxReasonLength = MaxLength - sizeof(ushort);

    /// <summary>Reads a payload that the codec has checked.</summary>
    /// <returns>The code and reason; <see cref="CloseCode.NoStatusReceived"/> for an empty payload.</returns>
    public static CloseReason Read(ReadOnlySpan<byte> payload) => payload.Length < sizeof(ushort)
        ? new CloseReason(CloseCode.NoStatusReceived)
        : new CloseReason(BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload[sizeof(ushort)..]));

    /// <summary>Writes a payload; nothing for <see cref="CloseCode.NoStatusReceived"/>.</summary>
    /// <param name="reason">The code and reason to write.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>The length of the payload in bytes.</returns>
    /// <exception cref="ArgumentException">The reason is longer than <see cref="MaxReasonLength"/> bytes, or the code may not be sent.</exception>
    public static int Write(in CloseReason reason, Span<byte> destination)
    {
        if (reason.Code == CloseCode.NoStatusReceived)
            return 0;
        if (!CloseCode.IsSendable(reason.Code))
            throw new ArgumentException($"Close code {reason.Code} may not be sent; use 1000-1003, 1007-1014 or 3000-4999.", nameof(reason));
        BinaryPrimitives.WriteUInt16BigEndian(destination, reason.Code);
        if (!Encoding.UTF8.TryGetBytes(reason.Text, destination[sizeof(ushort)..MaxLength], out var written))
            throw new ArgumentException($"The reason of a close frame may have at most {MaxReasonLength} bytes of UTF-8.", nameof(reason));
        return sizeof(ushort) + written;
    }
}
