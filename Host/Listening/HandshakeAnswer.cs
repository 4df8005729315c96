using System.Buffers;
using System.IO.Pipelines;
using Abstractions;
using Host.Configuration;
using Host.Connections;
using Host.Opening;
using Host.Plugins;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>
/// Answers a decided opening handshake and, where it is accepted, runs the connection to its end. All doors meet here.
/// </summary>
internal sealed class HandshakeAnswer(Replaceable<ConnectionServices> current, Admission admission, ILogger<HandshakeAnswer> logger)
{
    /// <summary>Answers and runs. Completes when nothing of the connection is left.</summary>
    /// <param name="decision">What was decided.</param>
    /// <param name="exchange">How it is answered.</param>
    /// <param name="deadline">Ends the wait for the challenge; disposed here, before the connection begins its life.</param>
    public async Task RunAsync(HandshakeDecision decision, IHandshakeExchange exchange, HandshakeDeadline deadline)
    {
        if (decision.Accepted is not { } accepted)
        {
            await RefuseAsync(decision.Response, exchange);
            return;
        }
        // Once: what a connection began with stays.
        var services = current.Current;
        // The plugins stay until nothing of the connection is left.
        using var plugins = accepted;
        var (request, adapter) = (accepted.Request, accepted.Adapter);
        if (admission.Enter(request.RemoteAddress) is { } full)
        {
            OpeningLog.Refused(logger, request.Method, request.RawTarget, request.RemoteAddress, full.StatusCode, full.Refusal);
            WharfMetrics.Refused(full.StatusCode);
            await RefuseAsync(full, exchange);
            return;
        }
        // Nothing has been answered yet, so when one cannot be made the client gets a status rather than a connection that ends at once.
        var codec = TryMakeCodec(adapter, accepted.Handshake, services.Limits);
        if (codec is null || TryMakeConnection(accepted, codec, exchange.Transport, services) is not { } connection)
        {
            admission.Leave(request.RemoteAddress);
            DisposeCodec(codec, adapter);
            await RefuseAsync(HandshakeResponse.Refuse(500, "the connection could not be set up"), exchange);
            return;
        }
        var handlerFinished = Task.CompletedTask;
        try
        {
            await exchange.AcceptAsync(decision.Response);
            if (decision.Response.Challenge is { } challenge)
                await AnswerAsync(challenge, exchange, deadline.Token);
            deadline.Dispose();
            handlerFinished = await RunConnectionAsync(connection, exchange, services);
        }
        catch (Exception exception) when (EndOfTransport.Is(exception))
        {
            WharfMetrics.HandshakesDropped.Add(1);
            OpeningLog.Dropped(logger, request.RemoteAddress, "the client did not wait for the answer, or did not send its challenge");
            exchange.Transport.Abort();
        }
        finally
        {
            // A handler that takes its time keeps no place.
            admission.Leave(request.RemoteAddress);
            await FinishHandlerAsync(connection, handlerFinished, exchange.Transport);
            // Not earlier: the handler may have been reading a payload in the codec's memory.
            DisposeCodec(codec, adapter);
            connection.Plugins.Release();
        }
    }

    /// <summary>Answers with the refusal and ends the exchange.</summary>
    public async Task RefuseAsync(HandshakeResponse response, IHandshakeExchange exchange)
    {
        using var limit = StartLimit(exchange.Transport);
        try
        {
            await exchange.RefuseAsync(response);
        }
        catch (Exception exception) when (EndOfTransport.Is(exception))
        {
            // The client did not wait for the answer, which is its right.
        }
    }

    private IFrameCodec? TryMakeCodec(IProtocolAdapter adapter, AcceptedHandshake handshake, Limits limits)
    {
        try
        {
            return adapter.CreateCodec(handshake, new CodecLimits
            {
                MessageBytes = limits.MessageBytes,
                MessageFragments = limits.MessageFragments,
            });
        }
        catch (Exception exception)
        {
            OpeningLog.AdapterFault(logger, exception, adapter.Name);
            return null;
        }
    }

    private void DisposeCodec(IFrameCodec? codec, IProtocolAdapter adapter)
    {
        try
        {
            (codec as IDisposable)?.Dispose();
        }
        catch (Exception exception)
        {
            OpeningLog.CodecNotDisposed(logger, exception, adapter.Name);
        }
    }

    // Apart from what lasts as long as the connection, whose handler may change: nothing else may refer to it.
    private Connection? TryMakeConnection(DecidedHandshake accepted, IFrameCodec codec, ITransport transport, ConnectionServices services)
    {
        var route = accepted.Route!;
        if (TryMakeHandler(route.Handler) is not { } handler)
            return null;
        var opened = new OpenedHandshake(codec, accepted.Adapter.Name, accepted.Lease, route.Handler.Name, accepted.Handshake.Subprotocol, new ConnectionRequest(accepted.Request), route.Handler.Options.BinaryAsBase64, route.SendPolicy);
        var connection = new Connection(opened, transport, handler, services);
        accepted.Leave();
        return connection;
    }

    private HandlerInstance? TryMakeHandler(HandlerRegistration registration)
    {
        try
        {
            return registration.Factory.Create();
        }
        catch (Exception exception)
        {
            OpeningLog.HandlerNotMade(logger, exception, registration.Name, registration.Plugin);
            PluginFaults.Threw(registration.Generation, registration.Name);
            return null;
        }
    }

    private static async Task<Task> RunConnectionAsync(Connection connection, IHandshakeExchange exchange, ConnectionServices services)
    {
        services.Registry.Add(connection);
        ConnectionLog.Opened(services.Logger, connection.Id, connection.Protocol, connection.Request.Path, connection.Request.RemoteAddress);
        try
        {
            return await ReceiveLoop.RunAsync(connection, exchange.Input, exchange.Transport, services.Time);
        }
        finally
        {
            services.Registry.Remove(connection);
        }
    }

    private static async Task AnswerAsync(HandshakeChallenge challenge, IHandshakeExchange exchange, CancellationToken deadline)
    {
        var input = exchange.Input;
        var result = await input.ReadAtLeastAsync(challenge.Length, deadline);
        if (result.Buffer.Length < challenge.Length)
            throw new ConnectionAbortedException("The client left before it had sent its challenge.");
        var bytes = result.Buffer.Slice(0, challenge.Length).ToArray();
        input.AdvanceTo(result.Buffer.GetPosition(challenge.Length));
        await exchange.Transport.SendAsync(challenge.Answer(bytes));
    }

    private async Task FinishHandlerAsync(Connection connection, Task finished, ITransport transport)
    {
        if (!finished.IsCompleted)
        {
            // A handler that takes its time keeps its payloads, not the socket.
            transport.End();
            using var limit = StartLimit(transport);
            await finished;
        }
        try
        {
            await connection.HandlerInstance.DisposeAsync();
        }
        catch (Exception exception)
        {
            PluginFaults.Threw(connection.Plugins.Handler, connection.Handler);
            OpeningLog.HandlerNotDisposed(logger, exception, connection.Handler, connection.Plugin);
        }
    }

    private ITimer StartLimit(ITransport transport)
    {
        var services = current.Current;
        return services.Time.CreateTimer(
            static transport => ((ITransport)transport!).Abort(), transport, TimeSpan.FromSeconds(services.Limits.CloseSeconds), Timeout.InfiniteTimeSpan);
    }
}
