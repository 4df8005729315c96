using Host.Tests.Connections;
using Host.Tests.Listening;

namespace Endurance.Tests;

internal sealed class Rfc6455Client : Revision
{
    public override string Name => "rfc6455";

    public override bool HasPing => true;

    // The header is enough.
    public override byte[] TooBig => Convert.FromHexString("82FF000000001000000000000000");

    public override string Handshake(string headers) => RequestText.Upgrade("/demo", headers);

    public override byte[] Text(string text) => ClientFrame.Text(text);

    public override byte[] Close(ushort code) => ClientFrame.Close(code);

    public override ushort Told(ushort code) => code;

    public override async Task ReadAcceptedAsync(RawClient client, bool tls)
    {
        var response = await client.ReadResponseAsync();
        Assert.That(response.Status, Is.EqualTo(101), response.Body);
    }

    public override async Task<string?> ReadAsync(RawClient client, ushort code)
    {
        var frame = await client.ReadFrameAsync();
        if (frame.Opcode == 1)
            return frame.Text;
        Assert.That((frame.Opcode, frame.CloseCode), Is.EqualTo((8, (int)code)));
        return null;
    }
}
