using System.Diagnostics.CodeAnalysis;
using Abstractions;
using Host.Configuration;
using Host.Connections;
using Host.Opening;
using Host.Plugins;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>
/// Makes a connection of an accepted opening handshake, and takes it apart again: its place, its codec, its handler, its plugins. Whoever runs
/// it calls <see cref="TryOpen"/>, <see cref="Begin"/>, <see cref="End"/> and <see cref="FinishAsync"/>, in this order. Safe from any thread.
/// </summary>
internal sealed class ConnectionSetup(Replaceable<ConnectionServices> current, Admission admission, ILogger<ConnectionSetup> logger)
{
    /// <summary>Makes the connection; nothing has been answered yet.</summary>
    /// <param name="accepted">The handshake, which is disposed of where no connection comes of it.</param>
    /// <param name="transport">What the connection will send to.</param>
    /// <param name="connection">The connection; whoever has it must call <see cref="FinishAsync"/>.</param>
    /// <param name="refusal">The answer where there is none.</param>
    public bool TryOpen(DecidedHandshake accepted, ITransport transport, [NotNullWhen(true)] out Connection? connection, [NotNullWhen(false)] out HandshakeResponse? refusal)
    {
        // What a connection takes over stays.
        using var plugins = accepted;
        connection = null;
        var request = accepted.Request;
        refusal = admission.Enter(request.RemoteAddress);
        if (refusal is not null)
        {
            OpeningLog.Refused(logger, request.Method, request.RawTarget, request.RemoteAddress, refusal.StatusCode, refusal.Refusal);
            WharfMetrics.Refused(refusal.StatusCode);
            return false;
        }
        // Once: what a connection began with stays.
        var services = current.Current;
        var codec = TryMakeCodec(accepted.Adapter, accepted.Handshake, services.Limits);
        connection = codec is null ? null : TryMakeConnection(accepted, codec, transport, services);
        if (connection is not null)
            return true;
        admission.Leave(request.RemoteAddress);
        DisposeCodec(codec, accepted.Adapter.Name);
        refusal = HandshakeResponse.Refuse(500, "the connection could not be set up");
        return false;
    }

    /// <summary>The handshake has been answered: from here on the connection is one of the host's.</summary>
    public static void Begin(Connection connection)
    {
        connection.Services.Registry.Add(connection);
        // The identifier and the path are made for whoever asks.
        if (connection.Services.Logger.IsEnabled(LogLevel.Debug))
            ConnectionLog.Opened(connection.Services.Logger, connection.Id, connection.Protocol, connection.Request.Path, connection.Request.RemoteAddress);
    }

    /// <summary>The transport has nothing more to do with a connection that has begun.</summary>
    public static void End(Connection connection) => connection.Services.Registry.Remove(connection);

    /// <summary>Gives back everything the connection has. Its handler may still be at work.</summary>
    /// <param name="connection">The connection, begun or not.</param>
    /// <param name="handlerFinished">Completes after the handler's disconnect call.</param>
    /// <param name="transport">What ends when the handler takes its time.</param>
    public async Task FinishAsync(Connection connection, Task handlerFinished, ITransport transport)
    {
        // A handler that takes its time keeps no place.
        admission.Leave(connection.Request.RemoteAddress);
        if (!handlerFinished.IsCompleted)
        {
            // It keeps its payloads, not the socket.
            transport.End();
            using var limit = StartLimit(transport);
            await handlerFinished;
        }
        await DisposeHandlerAsync(connection);
        connection.LeaveClock();
        // Not earlier: the handler may have been reading a payload in the codec's memory.
        DisposeCodec(connection.Codec, connection.Protocol);
        connection.Plugins.Release();
    }

    /// <summary>Ends the transport when <c>Limits:CloseSeconds</c> have passed before the timer is disposed.</summary>
    public ITimer StartLimit(ITransport transport)
    {
        var services = current.Current;
        return services.Time.CreateTimer(
            static transport => ((ITransport)transport!).Abort(), transport, TimeSpan.FromSeconds(services.Limits.CloseSeconds), Timeout.InfiniteTimeSpan);
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

    private void DisposeCodec(IFrameCodec? codec, string adapter)
    {
        try
        {
            (codec as IDisposable)?.Dispose();
        }
        catch (Exception exception)
        {
            OpeningLog.CodecNotDisposed(logger, exception, adapter);
        }
    }

    // Apart from what lasts as long as the connection, whose handler may change: nothing else may refer to it.
    private Connection? TryMakeConnection(DecidedHandshake accepted, IFrameCodec codec, ITransport transport, ConnectionServices services)
    {
        var route = accepted.Route!;
        if (TryMakeHandler(route.Handler) is not { } handler)
            return null;
        var opened = new OpenedHandshake(codec, accepted.Adapter.Name, accepted.Lease, route.Handler.Name, accepted.Handshake.Subprotocol, new ConnectionRequest(accepted.Request), route.Handler.Options.BinaryAsBase64, route.SendPolicy,
            route.Handler.Options.Dispatch, route.Dispatch);
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

    private async ValueTask DisposeHandlerAsync(Connection connection)
    {
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
}
