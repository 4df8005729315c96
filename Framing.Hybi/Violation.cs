using Abstractions;

namespace Framing.Hybi;

/// <summary>What a peer does wrong, with the code that says so (RFC 6455 7.4.1).</summary>
internal static class Violation
{
    public static ProtocolException Protocol(string what) => new(CloseCode.ProtocolError, $"The peer sent {what}.");

    public static ProtocolException TooBig(long length, long room) =>
        new(CloseCode.MessageTooBig, $"The peer announced {length} bytes of a message that may have {room} more.");

    public static ProtocolException TooManyFragments(int limit) =>
        new(CloseCode.MessageTooBig, $"The peer sent a message of more than {limit} fragments.");

    public static ProtocolException NotUtf8(string where) => new(CloseCode.InvalidPayload, $"The peer sent {where} that is not UTF-8.");
}
