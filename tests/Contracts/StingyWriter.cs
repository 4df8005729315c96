using System.Buffers;

namespace Contracts;

/// <summary>Gives exactly what is asked for, and one byte where nothing is.</summary>
internal sealed class StingyWriter : IBufferWriter<byte>
{
    private readonly MemoryStream _written = new();
    private byte[] _block = [];

    public byte[] Written => _written.ToArray();

    public void Advance(int count)
    {
        _written.Write(_block, 0, count);
        // A span kept over this call is not one to write to any more.
        Array.Fill(_block, (byte)0xCC);
        _block = [];
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _block = new byte[Math.Max(sizeHint, 1)];

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
