using System.Net;
using Host.Opening;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>The door before TLS: its handshake is part of the opening handshake, in number and in time.</summary>
internal sealed class TlsDoor(HandshakesInProgress handshakes, ILogger<TlsDoor> logger)
{
    public async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        // Behind a proxy it has begun already.
        using var deadline = context.Features.Get<HandshakeDeadline>() ?? handshakes.TryBegin(context.Features);
        if (deadline is null)
        {
            // An answer would need the very handshake that there is no room for.
            OpeningLog.Dropped(logger, (context.RemoteEndPoint as IPEndPoint)?.Address, "too many opening handshakes are in progress");
            context.Abort();
            return;
        }
        context.Features.Set(deadline);
        await next(context);
    }
}
