using System.Buffers;
using System.IO.Pipelines;
using Abstractions;
using Host.Connections;
using Host.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Host.Listening;

/// <summary>An opening handshake whose answer is a response of Kestrel's that carries the connection, with an upstream address for the other direction.</summary>
internal sealed class ResponseExchange(HttpContext context, IUpstream upstream, UpstreamChannel channel, UpstreamAddresses addresses) : IHandshakeExchange, IAsyncDisposable
{
    private readonly ResponseTransport _transport = new(context, channel);
    private string? _secret;

    public PipeReader Input => channel.Input;

    public ITransport Transport => _transport;

    public async ValueTask AcceptAsync(HandshakeResponse response)
    {
        // It is about bodies that end.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.StatusCode = response.StatusCode;
        foreach (var header in response.Headers)
            context.Response.Headers.Append(header.Name, header.Value);
        _secret = addresses.Add(channel);
        _transport.Begin(onEnd: () => addresses.Remove(_secret));
        var address = new ArrayBufferWriter<byte>();
        upstream.WriteAddress($"?{UpstreamAddresses.Parameter}={_secret}", response.Accepted!, address);
        await _transport.SendAsync(address.WrittenMemory);
    }

    public Task RefuseAsync(HandshakeResponse response) => PipelineRequest.RefuseAsync(context, response);

    public ValueTask DisposeAsync() => _transport.DisposeAsync();
}
