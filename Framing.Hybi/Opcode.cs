namespace Framing.Hybi;

/// <summary>What a frame is (RFC 6455 5.2). The bit 8 marks control frames.</summary>
internal enum Opcode
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}
