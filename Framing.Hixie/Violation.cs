using Abstractions;

namespace Framing.Hixie;

/// <summary>What a peer does wrong: nothing but too much, because every other sequence of bytes is frames.</summary>
internal static class Violation
{
    public static ProtocolException TooBig(string what, int limit) => new(CloseCode.MessageTooBig, $"The peer sent {what} of more than {limit} bytes.");
}
