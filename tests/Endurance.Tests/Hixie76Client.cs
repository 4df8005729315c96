using System.Text;
using Abstractions;
using Host.Tests.Listening;

namespace Endurance.Tests;

internal sealed class Hixie76Client : Revision
{
    public override string Name => "hixie76";

    public override bool HasPing => false;

    // A frame of 128 MiB, by its length alone.
    public override byte[] TooBig => [0x80, 0xC0, 0x80, 0x80, 0x00];

    public override string Handshake(string headers) => Hixie76Server.Head(headers) + Hixie76Server.Key3;

    public override byte[] Text(string text) => Hixie76Server.Text(text);

    public override byte[] Close(ushort code) => Hixie76Server.Close;

    public override ushort Told(ushort code) => CloseCode.NoStatusReceived;

    public override Task ReadAcceptedAsync(RawClient client, bool tls) => Hixie76Server.AssertAcceptedAsync(client, tls);

    public override async Task<string?> ReadAsync(RawClient client, ushort code)
    {
        if ((await client.ReadAsync(1))[0] == 0xFF)
        {
            Assert.That((await client.ReadAsync(1))[0], Is.Zero);
            return null;
        }
        var text = new List<byte>();
        while ((await client.ReadAsync(1))[0] is var octet && octet != 0xFF)
            text.Add(octet);
        return Encoding.UTF8.GetString([.. text]);
    }
}
