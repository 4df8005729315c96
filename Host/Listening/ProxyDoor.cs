using System.Buffers;
using System.Net;
using Host.Configuration;
using Host.Connections;
using Host.Opening;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>
/// The door before all others where <c>ProxyProtocol</c> is set: a trusted proxy says who its client is. From then on the connection is the
/// client's. Without a header, or from anybody else, there is no connection: what cannot be known must not be guessed.
/// </summary>
internal sealed class ProxyDoor(Replaceable<TrustedProxies> trusted, HandshakesInProgress handshakes, TimeProvider time, ILogger<ProxyDoor> logger)
{
    private readonly OnceAMinute _log = new(time);

    public async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        using var deadline = handshakes.TryBegin(context.Features);
        var peer = (context.RemoteEndPoint as IPEndPoint)?.Address;
        var refusal = deadline is null ? "too many opening handshakes are in progress"
            : peer is not null && !trusted.Current.Contains(peer) ? Untrusted(peer)
            : await ReadAsync(context, deadline);
        if (refusal is not null)
        {
            WharfMetrics.HandshakesDropped.Add(1);
            OpeningLog.Dropped(logger, peer, refusal);
            context.Abort();
            return;
        }
        context.Features.Set(deadline);
        await next(context);
    }

    private string Untrusted(IPAddress peer)
    {
        if (_log.IsDue())
            ListeningLog.UntrustedProxy(logger, peer, TrustedProxies.Key);
        return "it is no trusted proxy";
    }

    private static async Task<string?> ReadAsync(ConnectionContext context, HandshakeDeadline deadline)
    {
        var input = context.Transport.Input;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(deadline.Token);
                var length = Read(result.Buffer, out var client);
                input.AdvanceTo(result.Buffer.GetPosition(length), length > 0 ? result.Buffer.GetPosition(length) : result.Buffer.End);
                if (client is not null)
                {
                    context.Features.Set(client);
                    context.RemoteEndPoint = client.EndPoint ?? context.RemoteEndPoint;
                    return null;
                }
                if (result.IsCompleted)
                    return "it ended without a PROXY header";
            }
        }
        catch (InvalidDataException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException)
        {
            return "its PROXY header did not come in time";
        }
        catch (IOException exception)
        {
            return exception.Message;
        }
    }

    private static int Read(in ReadOnlySequence<byte> buffer, out ProxiedClient? client) =>
        ProxyProtocol.Read(buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray(), out client);
}
