using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Adapters.Hixie76;

/// <summary>The proof that the server has read the handshake (hybi-00 5.2 steps 8 and 9).</summary>
internal static class ChallengeAnswer
{
    /// <summary>The length of key3, the bytes behind the blank line of the request.</summary>
    public const int Key3Length = 8;

    /// <summary>The 16 bytes behind the blank line of the response.</summary>
    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "The draft asks for MD5; nothing is kept secret with it.")]
    public static byte[] For(uint number1, uint number2, ReadOnlySpan<byte> key3)
    {
        Span<byte> challenge = stackalloc byte[sizeof(uint) + sizeof(uint) + Key3Length];
        BinaryPrimitives.WriteUInt32BigEndian(challenge, number1);
        BinaryPrimitives.WriteUInt32BigEndian(challenge[sizeof(uint)..], number2);
        key3.CopyTo(challenge[(2 * sizeof(uint))..]);
        return MD5.HashData(challenge);
    }
}
