using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Host.Tests.Listening;

/// <summary>Kestrel's own listener, with the input of each connection watched.</summary>
internal sealed class WatchedListener : IConnectionListenerFactory
{
    private readonly Channel<WatchedInput> _inputs = Channel.CreateUnbounded<WatchedInput>();
    private SocketTransportFactory? _sockets;

    public void Use(WebApplicationBuilder builder) => builder.Services.AddSingleton<IConnectionListenerFactory>(services =>
    {
        _sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), services.GetRequiredService<ILoggerFactory>());
        return this;
    });

    /// <summary>The input of the next connection.</summary>
    public Task<WatchedInput> AcceptedAsync() => _inputs.Reader.ReadAsync().AsTask().WaitAsync(RawClient.HangLimit);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await _sockets!.BindAsync(endpoint, cancellationToken), _inputs.Writer);

    private sealed class Listener(IConnectionListener listener, ChannelWriter<WatchedInput> inputs) : IConnectionListener
    {
        public EndPoint EndPoint => listener.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            var connection = await listener.AcceptAsync(cancellationToken);
            if (connection is null)
                return null;
            var input = new WatchedInput(connection.Transport.Input);
            connection.Transport = new Pipes(input, connection.Transport.Output);
            inputs.TryWrite(input);
            return connection;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => listener.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => listener.DisposeAsync();
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
