using System.IO.Pipelines;
using Abstractions;
using Host.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Host.Listening;

/// <summary>An opening handshake on a stream of HTTP/2: Kestrel's request and response, whose bodies are the connection's two directions.</summary>
internal sealed class StreamExchange(HttpContext context) : IHandshakeExchange, IAsyncDisposable
{
    private readonly StreamTransport _transport = new(context);

    public PipeReader Input => _transport.Input ?? throw new InvalidOperationException("There is nothing to read before the handshake is accepted.");

    public ITransport Transport => _transport;

    public async ValueTask AcceptAsync(HandshakeResponse response)
    {
        // Both are about bodies that end.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        context.Features.GetRequiredFeature<IHttpMinRequestBodyDataRateFeature>().MinDataRate = null;
        foreach (var header in response.Headers)
            context.Response.Headers.Append(header.Name, header.Value);
        // Sends the head with its 200. Only by the stream that comes of it does Kestrel let the two bodies be used.
        _transport.Begin(await context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync());
    }

    public Task RefuseAsync(HandshakeResponse response) => PipelineRequest.RefuseAsync(context, response);

    public ValueTask DisposeAsync() => _transport.DisposeAsync();
}
