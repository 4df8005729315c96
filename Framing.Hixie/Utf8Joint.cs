using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Framing.Hixie;

/// <summary>Writes text that comes in pieces, with U+FFFD for what is not UTF-8; a code point may be cut by the end of a piece.</summary>
internal struct Utf8Joint
{
    // The bytes of a code point that the last piece ended in.
    private uint _held;
    private int _heldLength;

    /// <summary>Writes the next piece.</summary>
    /// <param name="piece">Any bytes.</param>
    /// <param name="isLast">Whether nothing can complete what the piece ends in.</param>
    /// <param name="output">Where valid UTF-8 goes.</param>
    public void Write(ReadOnlySpan<byte> piece, bool isLast, IBufferWriter<byte> output)
    {
        WriteHeld(ref piece, output);
        var unfinished = isLast ? 0 : Utf8Text.UnfinishedLength(piece);
        if (unfinished > 0)
        {
            piece[^unfinished..].CopyTo(Held());
            _heldLength = unfinished;
            piece = piece[..^unfinished];
        }
        while (!piece.IsEmpty)
        {
            var valid = Utf8Text.ValidLength(piece);
            output.Write(piece[..valid]);
            piece = piece[valid..];
            if (piece.IsEmpty)
                return;
            output.Write(Utf8Text.Replacement.Span);
            piece = piece[Utf8Text.InvalidLength(piece)..];
        }
        if (isLast && _heldLength > 0)
            WriteReplacement(output);
    }

    private void WriteHeld(ref ReadOnlySpan<byte> piece, IBufferWriter<byte> output)
    {
        var held = Held();
        while (_heldLength > 0 && !piece.IsEmpty)
        {
            held[_heldLength] = piece[0];
            var status = Rune.DecodeFromUtf8(held[..(_heldLength + 1)], out _, out _);
            if (status == OperationStatus.InvalidData)
            {
                // The byte is no part of what it spoils: it may begin a code point of its own.
                WriteReplacement(output);
                return;
            }
            piece = piece[1..];
            _heldLength++;
            if (status != OperationStatus.Done)
                continue;
            output.Write(held[.._heldLength]);
            _heldLength = 0;
        }
    }

    private void WriteReplacement(IBufferWriter<byte> output)
    {
        output.Write(Utf8Text.Replacement.Span);
        _heldLength = 0;
    }

    [UnscopedRef]
    private Span<byte> Held() => MemoryMarshal.AsBytes(new Span<uint>(ref _held));
}
