using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Framing.Hybi;

/// <summary>Checks that text which arrives in pieces is UTF-8 (RFC 3629), at the first byte that no valid text can have there.</summary>
public struct Utf8Validator
{
    private const int LongestCodePoint = 4;

    // The bytes of a code point that the last piece ended in.
    private uint _held;
    private int _heldLength;

    /// <summary>Whether the pieces so far end between two code points.</summary>
    public readonly bool IsComplete => _heldLength == 0;

    /// <summary>Tells whether the pieces so far are the beginning of valid text. After false it must not be asked again.</summary>
    public bool Accepts(ReadOnlySpan<byte> piece)
    {
        if (_heldLength > 0 && !TryComplete(ref piece))
            return false;
        var unfinished = UnfinishedLength(piece);
        if (unfinished > 0)
        {
            piece[^unfinished..].CopyTo(Held());
            _heldLength = unfinished;
            piece = piece[..^unfinished];
        }
        return Utf8.IsValid(piece);
    }

    [UnscopedRef]
    private Span<byte> Held() => MemoryMarshal.AsBytes(new Span<uint>(ref _held));

    private bool TryComplete(ref ReadOnlySpan<byte> piece)
    {
        var held = Held();
        while (!piece.IsEmpty)
        {
            held[_heldLength++] = piece[0];
            piece = piece[1..];
            switch (Rune.DecodeFromUtf8(held[.._heldLength], out _, out _))
            {
                case OperationStatus.Done:
                    _heldLength = 0;
                    return true;
                case OperationStatus.InvalidData:
                    return false;
            }
        }
        return true;
    }

    // A code point that can still become valid, at the end of the piece: its length, else 0.
    private static int UnfinishedLength(ReadOnlySpan<byte> piece)
    {
        for (var length = 1; length < LongestCodePoint && length <= piece.Length; length++)
        {
            var octet = piece[^length];
            if (octet < 0x80)
                return 0;
            if (octet >= 0xC0)
                return Rune.DecodeFromUtf8(piece[^length..], out _, out _) == OperationStatus.NeedMoreData ? length : 0;
        }
        return 0;
    }
}
