using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using Abstractions;
using Host.Configuration;
using Host.Connections;
using Host.Opening;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>
/// The door below HTTP: reads the first request head of a connection, after TLS, and answers it on the raw transport if it is an opening
/// handshake. Everything else goes to Kestrel untouched, over a transport that <see cref="LaterRequestDoor"/> can take away again.
/// </summary>
internal sealed class FirstRequestDoor(FirstRequest first, OpeningHandshake opening, HandshakeAnswer answer, HandshakesInProgress handshakes, Replaceable<Limits> limits, TimeProvider time, ILogger<FirstRequestDoor> logger)
{
    /// <summary>Runs a connection to its end.</summary>
    /// <param name="context">The connection.</param>
    /// <param name="kestrel">What Kestrel does with connections.</param>
    /// <param name="protocols">What is spoken where it was made.</param>
    public async Task RunAsync(ConnectionContext context, ConnectionDelegate kestrel, HttpProtocols protocols)
    {
        var decided = context.Features.Get<DecidedFirstRequest>();
        try
        {
            await RunAsync(context, kestrel, protocols, decided?.Decision);
        }
        finally
        {
            // Where nothing has come of it.
            decided?.Decision.Release();
        }
    }

    private async Task RunAsync(ConnectionContext context, ConnectionDelegate kestrel, HttpProtocols protocols, HandshakeDecision? decided)
    {
        // Over TLS, or behind a proxy, it has begun already.
        using var deadline = context.Features.Get<HandshakeDeadline>() ?? handshakes.TryBegin(context.Features);
        if (deadline is null)
        {
            await answer.RefuseAsync(opening.RefuseTooMany(RemoteAddress(context)), CreateExchange(context));
            return;
        }
        if (IsHttp2(context))
        {
            deadline.Dispose();
            await RunHttp2Async(context, kestrel);
            return;
        }
        var (outcome, request) = await ReadHeadAsync(context, deadline, protocols);
        switch (outcome)
        {
            case FirstRequestOutcome.Handshake:
                await answer.RunAsync(decided ?? opening.Decide(request!), CreateExchange(context), deadline);
                break;
            case FirstRequestOutcome.TooLarge:
                await answer.RefuseAsync(opening.RefuseUnread(RemoteAddress(context), 431, "the head of the request is too large"), CreateExchange(context));
                break;
            case FirstRequestOutcome.TooSlow:
                await answer.RefuseAsync(opening.RefuseUnread(RemoteAddress(context), 408, "the head of the request took too long"), CreateExchange(context));
                break;
            case FirstRequestOutcome.Gone:
                WharfMetrics.HandshakesDropped.Add(1);
                break;
            case FirstRequestOutcome.Http:
                deadline.Dispose();
                await (protocols.HasFlag(HttpProtocols.Http1) ? RunHttp1Async(context, kestrel) : RunHttp2Async(context, kestrel));
                break;
        }
    }

    private async Task RunHttp2Async(ConnectionContext context, ConnectionDelegate kestrel)
    {
        var raw = context.Transport;
        // Where TCP takes nothing, none of the streams gets on, nor can anything be said to the client.
        using var output = new TimedWriter(raw.Output, time, () =>
        {
            WharfMetrics.SendsTimedOut.Add(1);
            ListeningLog.ConnectionNotRead(logger, context.RemoteEndPoint, limits.Current.SendSeconds);
            context.Abort();
        })
        {
            Limit = TimeSpan.FromSeconds(limits.Current.SendSeconds),
        };
        context.Transport = new Http2Transport(raw.Input, output);
        if (context.Features.Get<IConnectionHeartbeatFeature>() is { } heartbeat)
        {
            var beating = new Http2Heartbeat(heartbeat);
            context.Features.Set(beating);
            context.Features.Set<IConnectionHeartbeatFeature>(beating);
        }
        await kestrel(context);
        context.Transport = raw;
    }

    private async Task RunHttp1Async(ConnectionContext context, ConnectionDelegate kestrel)
    {
        var raw = context.Transport;
        var detachable = new DetachableTransport(raw);
        context.Transport = detachable;
        context.Features.Set(detachable);
        if (context.Features.Get<IConnectionHeartbeatFeature>() is { } heartbeat)
            context.Features.Set<IConnectionHeartbeatFeature>(new DetachableHeartbeat(heartbeat, detachable));
        try
        {
            await kestrel(context);
            context.Transport = raw;
            if (detachable.Taken is not { } taken)
                return;
            var exchange = new RawExchange(raw.Input, new PipeTransport(context, raw), time);
            using var deadline = handshakes.TryBegin(context.Features);
            if (deadline is null)
                await answer.RefuseAsync(opening.RefuseTooMany(RemoteAddress(context)), exchange);
            else
                await answer.RunAsync(taken, exchange, deadline);
        }
        finally
        {
            detachable.Taken?.Release();
        }
    }

    private async Task<(FirstRequestOutcome, HandshakeRequest?)> ReadHeadAsync(ConnectionContext context, HandshakeDeadline deadline, HttpProtocols protocols)
    {
        var input = context.Transport.Input;
        var received = 0L;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(deadline.Token);
                var buffer = result.Buffer;
                received = buffer.Length;
                var outcome = Read(context, buffer, protocols, out var request, out var consumed);
                if (outcome == FirstRequestOutcome.Incomplete && result.IsCompleted)
                    outcome = FirstRequestOutcome.Gone;
                input.AdvanceTo(consumed, outcome == FirstRequestOutcome.Incomplete ? buffer.End : consumed);
                if (outcome != FirstRequestOutcome.Incomplete)
                    return (outcome, request);
            }
        }
        catch (OperationCanceledException)
        {
            // A connection that has sent nothing at all is a browser's spare one: it ends without a word.
            return (received == 0 || deadline.IsStopping ? FirstRequestOutcome.Gone : FirstRequestOutcome.TooSlow, null);
        }
        catch (IOException exception)
        {
            OpeningLog.Dropped(logger, context.RemoteEndPoint, exception.Message);
            return (FirstRequestOutcome.Gone, null);
        }
    }

    private FirstRequestOutcome Read(ConnectionContext context, in ReadOnlySequence<byte> buffer, HttpProtocols protocols, out HandshakeRequest? request, out SequencePosition consumed)
    {
        request = null;
        consumed = buffer.Start;
        if (buffer.IsEmpty)
            return FirstRequestOutcome.Incomplete;
        if (!protocols.HasFlag(HttpProtocols.Http1))
            return FirstRequestOutcome.Http;
        var received = buffer.IsSingleSegment ? buffer.FirstSpan : buffer.Slice(0, Math.Min(buffer.Length, first.MostBytes)).ToArray();
        var outcome = first.Read(received, IsSecure(context), RemoteAddress(context), context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate, out request, out var length);
        consumed = buffer.GetPosition(length);
        return outcome;
    }

    private RawExchange CreateExchange(ConnectionContext context)
    {
        ITransport transport = !IsTls(context) && context.Features.Get<IConnectionSocketFeature>() is { } feature
            ? new SocketTransport(context, feature.Socket)
            : new PipeTransport(context, context.Transport);
        return new RawExchange(context.Transport.Input, transport, time);
    }

    private static IPAddress? RemoteAddress(ConnectionContext context) => (context.RemoteEndPoint as IPEndPoint)?.Address;

    private static bool IsSecure(ConnectionContext context) => IsTls(context) || context.Features.Get<ProxiedClient>() is { IsSecure: true };

    private static bool IsTls(ConnectionContext context) => context.Features.Get<ITlsConnectionFeature>() is not null;

    private static bool IsHttp2(ConnectionContext context) =>
        context.Features.Get<ISslStreamFeature>() is { } tls && tls.SslStream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2;
}
