using System.Buffers.Text;

namespace Adapters.Sse;

/// <summary>Bytes put one behind the other into a span that has room for them.</summary>
internal ref struct Block(Span<byte> span)
{
    private readonly Span<byte> _span = span;

    /// <summary>How many bytes there are.</summary>
    public int Length { get; set; }

    /// <summary>The room behind them.</summary>
    public readonly Span<byte> Rest => _span[Length..];

    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Rest);
        Length += bytes.Length;
    }

    public void Append(long number)
    {
        Utf8Formatter.TryFormat(number, Rest, out var written);
        Length += written;
    }

    public void AppendJson(scoped ReadOnlySpan<byte> text) => Length += JsonString.Write(text, Rest);
}
