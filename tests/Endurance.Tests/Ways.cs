using Abstractions;

namespace Endurance.Tests;

/// <summary>The ways in which an open connection ends. The first thing each does is to open it.</summary>
internal static class Ways
{
    private const ushort ClientCode = 4001;

    private static readonly Way[] ByClosing =
    [
        new("the client closes first", async peer =>
        {
            await peer.CloseAsync(ClientCode);
            await peer.ReadCloseAsync(ClientCode);
            await peer.ReadEndAsync();
            return peer.Revision.Told(ClientCode);
        }),
        new("the handler closes first", async peer =>
        {
            await peer.SayAsync(Command.Close);
            await peer.ReadCloseAsync(Command.CloseCode);
            await peer.CloseAsync(Command.CloseCode);
            await peer.ReadEndAsync();
            return Command.CloseCode;
        }),
        // In one packet, so that the server has begun when it reads the client's frame, which was sent before the server's own.
        new("both close at once", async peer =>
        {
            await peer.Client.SendAsync((byte[])[.. peer.Revision.Text(Command.Close), .. peer.Revision.Close(ClientCode)]);
            await peer.ReadCloseAsync(Command.CloseCode);
            await peer.ReadEndAsync();
            return Command.CloseCode;
        }),
        new("the client closes and does not wait", async peer =>
        {
            await peer.CloseAsync(ClientCode);
            peer.Dispose();
            return peer.Revision.Told(ClientCode);
        }),
    ];

    private static readonly Way[] ByTcp =
    [
        new("a FIN without a close frame", async peer =>
        {
            await peer.Client.EndSendingAsync();
            await peer.Client.ReadToEndAsync();
            return CloseCode.AbnormalClosure;
        }),
        new("a FIN within a frame", async peer =>
        {
            await peer.Client.SendAsync(peer.Revision.Text("half of it").AsMemory(0, 8));
            await peer.Client.EndSendingAsync();
            await peer.Client.ReadToEndAsync();
            return CloseCode.AbnormalClosure;
        }),
        new("a FIN in place of the answer to a close frame", async peer =>
        {
            await peer.SayAsync(Command.Close);
            await peer.ReadCloseAsync(Command.CloseCode);
            await peer.Client.EndSendingAsync();
            await peer.Client.ReadToEndAsync();
            return CloseCode.AbnormalClosure;
        }),
        new("a reset", peer =>
        {
            peer.Client.Reset();
            return Code(CloseCode.AbnormalClosure);
        }),
        new("a reset while the server sends", async peer =>
        {
            await peer.SayAsync(Command.Flood);
            await peer.Client.ReadAsync(1);
            peer.Client.Reset();
            return CloseCode.AbnormalClosure;
        }),
        new("a reset in place of the answer to a close frame", async peer =>
        {
            await peer.SayAsync(Command.Close);
            await peer.ReadCloseAsync(Command.CloseCode);
            peer.Client.Reset();
            return CloseCode.AbnormalClosure;
        }),
    ];

    private static readonly Way[] ByFaults =
    [
        new("a violation", async peer =>
        {
            // A reserved bit.
            await peer.Client.SendAsync(Convert.FromHexString("C18000000000"));
            await peer.ReadFailureAsync(CloseCode.ProtocolError);
            return CloseCode.ProtocolError;
        }) { Concerns = revision => revision == Revision.Rfc6455 },
        new("text that is not UTF-8", async peer =>
        {
            await peer.Client.SendAsync(Convert.FromHexString("818200000000C328"));
            await peer.ReadFailureAsync(CloseCode.InvalidPayload);
            return CloseCode.InvalidPayload;
        }) { Concerns = revision => revision == Revision.Rfc6455 },
        new("a message that is too big", async peer =>
        {
            await peer.Client.SendAsync(peer.Revision.TooBig);
            await peer.ReadFailureAsync(CloseCode.MessageTooBig);
            return CloseCode.MessageTooBig;
        }),
        .. ((string[])[Command.Throw, Command.ThrowLater]).Select(command => new Way($"the handler is told to {command}", async peer =>
        {
            await peer.SayAsync(command);
            await peer.ReadFailureAsync(CloseCode.InternalError);
            return CloseCode.InternalError;
        })),
        new("the handler throws at disconnect", async peer =>
        {
            await peer.SayAsync(Command.ThrowAtDisconnect);
            await peer.CloseAsync(ClientCode);
            await peer.ReadCloseAsync(ClientCode);
            await peer.ReadEndAsync();
            return peer.Revision.Told(ClientCode);
        }),
    ];

    private static readonly Way[] ByTime =
    [
        new("the handler does not return", async peer =>
        {
            await peer.SayAsync(Command.Stick);
            await peer.PassTimeUntilAsync(peer.ReadCloseAsync(CloseCode.InternalError));
            await peer.PassTimeUntilEndedAsync();
            return CloseCode.InternalError;
        }) { TakesTime = true },
        new("the client does not answer a close frame", async peer =>
        {
            await peer.SayAsync(Command.Close);
            await peer.ReadCloseAsync(Command.CloseCode);
            await peer.PassTimeUntilEndedAsync();
            return CloseCode.AbnormalClosure;
        }) { TakesTime = true },
        new("the client does not read", async peer =>
        {
            await peer.SayAsync(Command.Flood);
            await peer.PassTimeUntilEndedAsync();
            return CloseCode.AbnormalClosure;
        }) { TakesTime = true },
        new("the client vanishes", async peer =>
        {
            peer.Vanish();
            await peer.PassTimeUntilEndedAsync();
            return CloseCode.AbnormalClosure;
        }) { TakesTime = true },
        new("the client vanishes while the server sends", async peer =>
        {
            await peer.SayAsync(Command.Flood);
            await peer.Client.ReadAsync(1);
            peer.Vanish();
            await peer.PassTimeUntilEndedAsync();
            return CloseCode.AbnormalClosure;
        }) { TakesTime = true },
        new("the client vanishes and the handler closes", async peer =>
        {
            peer.Vanish();
            await peer.SayAsync(Command.Close);
            await peer.PassTimeUntilEndedAsync();
            return CloseCode.AbnormalClosure;
        }) { TakesTime = true },
        new("the client is silent where it cannot be asked", async peer =>
        {
            await peer.PassTimeUntilEndedAsync();
            return CloseCode.AbnormalClosure;
        }) { TakesTime = true, Concerns = revision => !revision.HasPing },
        new("the client is silent where it cannot be asked, and then answers", async peer =>
        {
            await peer.PassTimeUntilAsync(peer.ReadCloseAsync(CloseCode.GoingAway));
            await peer.CloseAsync(CloseCode.GoingAway);
            await peer.ReadEndAsync();
            return CloseCode.GoingAway;
        }) { TakesTime = true, GoesOn = true, Concerns = revision => !revision.HasPing },
    ];

    // Behind what it is made of: it is made in this order.
    /// <summary>All ways there are.</summary>
    public static IReadOnlyList<Way> All { get; } = [.. Open(), .. EarlyWays.All];

    private static IEnumerable<Way> Open() =>
    [
        .. new[] { ByClosing, ByTcp, ByFaults, ByTime }.SelectMany(ways => ways).Select(way => way with { Run = peer => OpenAndRunAsync(peer, way) }),
        new("the handler throws at connect", async peer =>
        {
            await peer.OpenAsync($"{CommandedHandler.FaultHeader}: 1\r\n");
            await peer.ReadFailureAsync(CloseCode.InternalError);
            return CloseCode.InternalError;
        }),
    ];

    private static async Task<ushort?> OpenAndRunAsync(Peer peer, Way way)
    {
        await peer.OpenAsync();
        for (var i = 0; i < peer.Echoes; i++)
            await peer.EchoAsync("hello");
        return await way.Run(peer);
    }

    private static Task<ushort?> Code(ushort code) => Task.FromResult<ushort?>(code);
}
