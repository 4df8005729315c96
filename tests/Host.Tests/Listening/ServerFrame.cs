using System.Buffers.Binary;
using System.Text;

namespace Host.Tests.Listening;

/// <summary>A frame that a server sent: whole, and not masked.</summary>
internal sealed record ServerFrame(int Opcode, byte[] Payload)
{
    public string Text => Opcode == 1 ? Encoding.UTF8.GetString(Payload) : throw new InvalidOperationException($"A frame of opcode {Opcode}, not a text.");

    /// <summary>The code of a close frame; 1005 where it has none.</summary>
    public int CloseCode =>
        Opcode != 8 ? throw new InvalidOperationException($"A frame of opcode {Opcode}, not a close.")
        : Payload.Length == 0 ? 1005
        : BinaryPrimitives.ReadUInt16BigEndian(Payload);
}
