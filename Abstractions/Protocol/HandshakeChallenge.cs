namespace Abstractions;

/// <summary>
/// Bytes that follow the blank line of the request and are answered after the head of the response (hixie-76: eight). The host
/// sends the head first and reads them then: a proxy may hold them back until it has seen the 101.
/// </summary>
/// <param name="length">How many bytes follow, 1 to 256.</param>
/// <param name="answer">The bytes to send for those received. Called once, with exactly <paramref name="length"/> bytes; must not throw.</param>
public sealed class HandshakeChallenge(int length, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> answer)
{
    /// <summary>How many bytes follow the request's head.</summary>
    public int Length { get; } = length;

    /// <summary>The bytes to send for those received.</summary>
    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Answer { get; } = answer;
}
