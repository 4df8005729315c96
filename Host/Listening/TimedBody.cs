using System.IO.Pipelines;
using Host.Configuration;
using Host.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>
/// The body of a response over HTTP/2, whose stream is reset when the client reads nothing of it for <c>Limits:SendSeconds</c>. What Kestrel
/// takes without waiting, 64 KiB at most, holds nothing else. Without a rate, as HTTP/1.1 has it, there is no limit.
/// </summary>
internal sealed class TimedBody : IHttpResponseBodyFeature, IHttpMinResponseDataRateFeature, IDisposable
{
    // RFC 9113 7
    private const int Cancel = 0x8;

    private readonly IHttpResponseBodyFeature _body;
    private readonly TimedWriter _writer;
    private MinDataRate? _rate = ResponseRate.Least;

    public TimedBody(HttpContext context, Limits limits, TimeProvider time, ILogger logger)
    {
        var stream = context.Features.GetRequiredFeature<IHttpResetFeature>();
        _body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _writer = new TimedWriter(_body.Writer, time, () =>
        {
            WharfMetrics.SendsTimedOut.Add(1);
            ListeningLog.ResponseNotRead(logger, context.Request.Path, context.Connection.RemoteIpAddress, limits.SendSeconds);
            stream.Reset(Cancel);
        })
        {
            Limit = TimeSpan.FromSeconds(limits.SendSeconds),
        };
        Stream = _writer.AsStream(leaveOpen: true);
    }

    public Stream Stream { get; }

    public PipeWriter Writer => _writer;

    public MinDataRate? MinDataRate
    {
        get => _rate;
        set
        {
            _rate = value;
            if (value is null)
                _writer.Limit = Timeout.InfiniteTimeSpan;
        }
    }

    public void DisableBuffering() => _body.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _body.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public Task CompleteAsync() => _body.CompleteAsync();

    public void Dispose() => _writer.Dispose();
}
