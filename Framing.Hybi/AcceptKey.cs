using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Framing.Hybi;

/// <summary>The proof that the server has read the handshake (RFC 6455 4.2.2 step 5.4).</summary>
public static class AcceptKey
{
    // RFC 6455 4.1: 16 bytes in base64.
    private const int KeyLength = 24;

    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    private static ReadOnlySpan<byte> Guid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>Tells whether the text is base64 of 16 bytes, as RFC 6455 4.1 asks for.</summary>
    // By hand: Base64.IsValid refuses non-zero trailing bits, which RFC 6455 4.1's own sample nonce has.
    public static bool IsKey(ReadOnlySpan<char> key) =>
        key.Length == KeyLength && key.EndsWith("==") && !key[..^2].ContainsAnyExcept(Base64);

    /// <summary>Tells whether the text is base64 of anything: some clients of older versions send fewer bytes.</summary>
    public static bool IsBase64(ReadOnlySpan<char> key) => key.Length > 0 && key.Length % 4 == 0
        && !key[..^(key.EndsWith("==") ? 2 : key.EndsWith('=') ? 1 : 0)].ContainsAnyExcept(Base64);

    /// <summary>The value of Sec-WebSocket-Accept for a key, which must be ASCII.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6455 asks for SHA-1; nothing is kept secret with it.")]
    public static string For(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        // RFC 6455 4.2.2: the key is taken as text, not decoded.
        Span<byte> proof = key.Length == KeyLength ? stackalloc byte[KeyLength + Guid.Length] : new byte[key.Length + Guid.Length];
        Encoding.ASCII.GetBytes(key, proof);
        Guid.CopyTo(proof[key.Length..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(proof, hash);
        return Convert.ToBase64String(hash);
    }
}
