using Host.Tests.Listening;

namespace Endurance.Tests;

/// <summary>The ways in which a connection ends before it is open: there is no handler that could be told.</summary>
internal static class EarlyWays
{
    public static IReadOnlyList<Way> All { get; } =
    [
        new("nothing is sent", async peer =>
        {
            await peer.Client.EndSendingAsync();
            await peer.Client.ReadToEndAsync();
            return null;
        }),
        new("half a head and a FIN", async peer =>
        {
            await peer.Client.SendAsync(peer.Handshake()[..60]);
            await peer.Client.EndSendingAsync();
            await peer.Client.ReadToEndAsync();
            return null;
        }),
        new("half a head and a reset", async peer =>
        {
            await peer.Client.SendAsync(peer.Handshake()[..60]);
            peer.Client.Reset();
            return null;
        }),
        // It may or may not come to a connection.
        new("an opening handshake and a reset at once", async peer =>
        {
            await peer.Client.SendAsync(peer.Handshake());
            peer.Client.Reset();
            return null;
        }),
        // Of Hixie-76: the head is answered before the third key has come.
        new("a reset before the third key", async peer =>
        {
            await peer.Client.SendAsync(peer.Handshake()[..^4]);
            peer.Client.Reset();
            return null;
        }) { Concerns = revision => revision == Revision.Hixie76 },
        new("a FIN before the third key", async peer =>
        {
            await peer.Client.SendAsync(peer.Handshake()[..^4]);
            await peer.Client.EndSendingAsync();
            await peer.Client.WaitForEndAsync();
            return null;
        }) { Concerns = revision => revision == Revision.Hixie76 },
        new("a third key that does not come", async peer =>
        {
            await peer.Client.SendAsync(peer.Handshake()[..^8]);
            await peer.PassTimeUntilAsync(peer.Client.WaitForEndAsync());
            return null;
        }) { Concerns = revision => revision == Revision.Hixie76, TakesTime = true },
        // Between two requests the time is Kestrel's own, and real.
        new("half a head and no more", async peer =>
        {
            await peer.Client.SendAsync(peer.Handshake()[..60]);
            await peer.PassTimeUntilAsync(peer.Client.WaitForEndAsync());
            return null;
        }) { Doors = [Door.First], TakesTime = true },
        new("silence", async peer =>
        {
            await peer.PassTimeUntilAsync(peer.Client.WaitForEndAsync());
            return null;
        }) { Doors = [Door.First], TakesTime = true },
        Refused("a head that is too large", 431, RequestText.Upgrade("/demo", $"X-Padding: {new string('x', 20_000)}\r\n")),
        Refused("a version that is not spoken", 426, RequestText.Upgrade("/demo").Replace("Version: 13", "Version: 99", StringComparison.Ordinal)),
        Refused("a head that is not a handshake of the revision", 400, RequestText.Upgrade("/demo").Replace("dGhlIHNhbXBsZSBub25jZQ==", "short", StringComparison.Ordinal)),
        Refused("a path that nobody serves", 404, RequestText.Upgrade("/nowhere")),
        Refused("an origin that may not connect", 403, RequestText.Upgrade("/demo", "Origin: http://other.example\r\n")),
    ];

    private static Way Refused(string name, int status, string request) => new(name, async peer =>
    {
        await peer.Client.SendAsync(request);
        Assert.That((await peer.Client.ReadResponseAsync()).Status, Is.EqualTo(status));
        await peer.Client.EndSendingAsync();
        await peer.Client.WaitForEndAsync();
        return null;
    });
}
