using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Adapters.Rfc6455;

/// <summary>The proof that the server has read the handshake (RFC 6455 4.2.2 step 5.4).</summary>
internal static class AcceptKey
{
    private const int KeyLength = 24;

    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    private static ReadOnlySpan<byte> Guid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>Tells whether the text is base64 of 16 bytes.</summary>
    // By hand: Base64.IsValid refuses non-zero trailing bits, which RFC 6455 4.1's own sample nonce has.
    public static bool IsKey(ReadOnlySpan<char> key) =>
        key.Length == KeyLength && key.EndsWith("==") && !key[..^2].ContainsAnyExcept(Base64);

    /// <summary>The value of Sec-WebSocket-Accept for a key that <see cref="IsKey"/>.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6455 asks for SHA-1; nothing is kept secret with it.")]
    public static string For(string key)
    {
        // RFC 6455 4.2.2: the key is taken as text, not decoded.
        Span<byte> proof = stackalloc byte[KeyLength + Guid.Length];
        Encoding.ASCII.GetBytes(key, proof);
        Guid.CopyTo(proof[KeyLength..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(proof, hash);
        return Convert.ToBase64String(hash);
    }
}
