using Abstractions;

namespace Adapters.Rfc6455.Tests;

/// <summary>A client's frames, written from RFC 6455 5.2 with plain loops and nothing of the adapter.</summary>
internal sealed class ClientEncoder
{
    private readonly List<byte> _bytes = [];
    private uint _nextKey = 0x37FA213D;
    private bool _inMessage;

    public byte[] ToArray() => [.. _bytes];

    public void Add(FrameKind kind, byte[] payload, bool endOfMessage = true, bool rsv1 = false)
    {
        _nextKey = unchecked((_nextKey * 1664525) + 1013904223);
        Add(kind, payload, endOfMessage, _nextKey, rsv1);
    }

    public void Add(FrameKind kind, byte[] payload, bool endOfMessage, uint key, bool rsv1 = false)
    {
        var opcode = kind switch
        {
            FrameKind.Close => 0x8,
            FrameKind.Ping => 0x9,
            FrameKind.Pong => 0xA,
            _ when _inMessage => 0x0,
            FrameKind.Text => 0x1,
            _ => 0x2,
        };
        if (kind is FrameKind.Text or FrameKind.Binary)
            _inMessage = !endOfMessage;
        AddLength((byte)((endOfMessage ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode), payload.Length);
        byte[] mask = [(byte)(key >> 24), (byte)(key >> 16), (byte)(key >> 8), (byte)key];
        _bytes.AddRange(mask);
        for (var i = 0; i < payload.Length; i++)
            _bytes.Add((byte)(payload[i] ^ mask[i % 4]));
    }

    public void AddLength(byte first, long length)
    {
        _bytes.Add(first);
        var octets = length < 126 ? 0 : length < 65536 ? 2 : 8;
        _bytes.Add((byte)(0x80 | (octets == 0 ? length : octets == 2 ? 126 : 127)));
        for (var i = octets - 1; i >= 0; i--)
            _bytes.Add((byte)(length >> (8 * i)));
    }
}
