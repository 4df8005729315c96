using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Abstractions;
using Host.Plugins;
using Microsoft.Extensions.Logging;

namespace Host.Connections;

/// <summary>
/// The core of one connection: frames in, messages to the handler, frames out, and the closing handshake. Driven by "here are bytes":
/// a loop of the transport calls <see cref="Open"/>, then <see cref="Receive"/> for what arrives, then <see cref="EndAsync"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and no handle, and handlers may look at its token for ever.")]
internal sealed partial class Connection : IConnection
{
    private static long _lastId;

    private readonly ITransport _transport;
    private readonly SendQueue _sends;
    private readonly MessageDispatch _dispatch;
    private readonly FrameReceiver _receiver;
    private readonly ClosingHandshake _closing = new();
    private readonly ConnectionLife _life;
    private readonly CancellationTokenSource _aborted = new();
    private readonly long _id = Interlocked.Increment(ref _lastId);
    private volatile bool _isReading = true;

    public Connection(in OpenedHandshake opened, ITransport transport, HandlerInstance handler, ConnectionServices services)
    {
        Codec = opened.Codec;
        _transport = transport;
        Services = services;
        Protocol = opened.Protocol;
        Plugins = opened.Plugins;
        Handler = opened.Handler;
        _isDispatchOfRoute = opened.RouteDispatch is not null;
        _dispatchTo = opened.RouteDispatch ?? opened.HandlerDispatch;
        _sharesThread = transport.SharesThread;
        Subprotocol = opened.Subprotocol;
        Request = opened.Request;
        // The queue and the dispatch tell the life what happens, and the life looks at the queue.
        _sends = new SendQueue(Codec, transport, _closing, services.Limits.SendQueueBytes, opened.BinaryAsBase64, opened.SendPolicy);
        if (opened.SendPolicy == SendPolicy.DropOldest)
            _sends.TrackFrames();
        _dispatch = new MessageDispatch(this, handler, services.Limits.ReadAheadBytes);
        _life = new ConnectionLife(this);
        _sends.Life = _dispatch.Life = _closing.Life = _life;
        _receiver = new FrameReceiver(this, Codec, _dispatch, services.Limits);
    }

    public string Id => _id.ToString(CultureInfo.InvariantCulture);

    public string Protocol { get; }

    /// <summary>What it began with of what all connections share.</summary>
    public ConnectionServices Services { get; }

    /// <summary>The codec, which whoever made it disposes of.</summary>
    public IFrameCodec Codec { get; }

    /// <summary>The plugin whose handler serves the connection, for faults.</summary>
    public string Plugin => Plugins.Handler.Plugin;

    /// <summary>The loads of the plugins that the connection uses, and keeps from being unloaded.</summary>
    public PluginLease Plugins { get; private set; }

    /// <summary>The handler's name.</summary>
    public string Handler { get; }

    public string? Subprotocol { get; }

    public ConnectionRequest Request { get; }

    public CancellationToken Aborted => _aborted.Token;

    /// <summary>Whether received bytes are still looked at: false after a close frame, a violation, or the end.</summary>
    public bool IsReading => _isReading;

    /// <summary>Whether either side has begun to close, so that data no longer counts.</summary>
    public bool IsClosing => _closing.HasBegun;

    /// <summary>Whether the connection was failed, so that the peer may still be sending.</summary>
    public bool IsFailed => _closing.IsFailed;

    /// <summary>Whether reading waits for the handler; then <see cref="WaitForHandlerAsync"/>, and <see cref="Receive"/> again, if only with nothing.</summary>
    public bool IsPaused => _isReading && _receiver.IsPaused;

    /// <summary>Whether the handler still reads received bytes that <see cref="Receive"/> has returned from; they must stay as they are.</summary>
    public bool IsUsingReceived => _dispatch.IsUsingReceived;

    public bool CanSend(MessageKind kind) => _sends.CanSend(kind);

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        if (!CanSend(message.Kind))
            throw new InvalidOperationException($"{Protocol} cannot carry {message.Kind} messages; ask CanSend first.");
        return _sends.Policy == SendPolicy.Wait ? _sends.SendAsync(message, cancellationToken) : SendAtOnce(message);
    }

    public ValueTask CloseAsync(ushort code = CloseCode.Normal, string reason = "")
    {
        if (!CloseCode.IsSendable(code))
            throw new ArgumentException($"Close code {code} may not be sent; use 1000-1003, 1007-1014 or 3000-4999.", nameof(code));
        if (Encoding.UTF8.GetByteCount(reason) > ClosePayload.MaxReasonLength)
            throw new ArgumentException($"The reason of a close frame may have at most {ClosePayload.MaxReasonLength} bytes of UTF-8.", nameof(reason));
        Close(new CloseReason(code, reason), failed: false);
        return ValueTask.CompletedTask;
    }

    /// <summary>The answer to the handshake is on the wire: tells the handler.</summary>
    public void Open()
    {
        if (!Codec.CanWrite(FrameKind.Ping) || !Codec.PeerAnswers)
            _transport.EnableKeepAlive();
        _life.Begin();
        _dispatch.Open();
    }

    /// <summary>Handles received bytes, in place and in order. Wrap what belongs together in <see cref="CorkSends"/> and <see cref="UncorkSends"/>.</summary>
    /// <returns>How many bytes were taken: fewer than given only when <see cref="IsPaused"/> or no longer <see cref="IsReading"/>.</returns>
    public int Receive(Memory<byte> bytes)
    {
        _life.OnReceived();
        if (Plugins.Handler.Rebinding is not null)
            _dispatch.RebindIfIdle();
        try
        {
            return _receiver.Receive(bytes);
        }
        catch (ProtocolException violation)
        {
            WharfMetrics.Violation(Protocol, violation.CloseCode);
            ConnectionLog.Violation(Services.Logger, Id, Protocol, violation.CloseCode, violation.Message);
            Fail(violation.CloseCode);
        }
        catch (Exception exception)
        {
            // The port allows ProtocolException only: whatever else comes out is the adapter's fault, not the peer's.
            ConnectionLog.AdapterFault(Services.Logger, exception, Id, Protocol);
            Fail(CloseCode.InternalError);
        }
        return bytes.Length;
    }

    /// <summary>Completes when the handler is no longer too far behind to read on.</summary>
    public Task WaitForHandlerAsync() => _receiver.WaitForRoomAsync();

    public void CorkSends() => _sends.Cork();

    public void UncorkSends() => _sends.Uncork();

    public void FlushSends() => _sends.FlushCorked();

    public void WakeReader() => _transport.WakeReader();

    /// <summary>What is on its way out.</summary>
    public int QueuedBytes => _sends.QueuedBytes;

    /// <summary>See <see cref="ITransport.TakenInParts"/>.</summary>
    public int TakenInParts => _transport.TakenInParts;

    public void SendPing() => _sends.SendPing();

    /// <summary>What was received ends inside a frame.</summary>
    public void OnFrameUnfinished() => _life.OnFrameUnfinished();

    /// <summary>A frame has been received to its end.</summary>
    public void OnFrameEnded() => _life.OnFrameEnded();

    public void OnControlFrame(in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Ping when Codec.CanWrite(FrameKind.Pong):
                _sends.SendPong(frame.Payload.Span);
                break;
            case FrameKind.Close:
                OnPeerClose(ClosePayload.Read(frame.Payload.Span));
                break;
        }
    }

    /// <summary>
    /// Nothing more will be read: a close frame came, the stream has ended, or the connection was failed. Starts the handler's disconnect call
    /// and lets what is queued leave.
    /// </summary>
    /// <param name="handlerFinished">Completes after the disconnect call.</param>
    /// <returns>Completes when the transport has taken what was queued.</returns>
    public Task EndAsync(out Task handlerFinished)
    {
        _isReading = false;
        _life.OnConnectionEnded();
        _closing.End();
        var reason = _closing.Outcome;
        // Another thread may have begun to close and not come to its frame yet: whoever is first writes the same one.
        var owed = _closing.OwedFrame;
        _sends.Close(owed ?? reason, sendFrame: owed is not null);
        FireAborted();
        _receiver.Release();
        LeaveGroups();
        WharfMetrics.Closed(Protocol, reason.Code);
        if (Services.Logger.IsEnabled(LogLevel.Debug))
            ConnectionLog.Closed(Services.Logger, Id, Protocol, reason);
        handlerFinished = _dispatch.FinishAsync(reason);
        return _sends.DrainAsync();
    }

    /// <summary>The transport has nothing more to do with the connection, or only to end it within the time limit.</summary>
    /// <param name="isTransportEnded">Whether TCP has ended; if not, the time limit goes on.</param>
    public void Ended(bool isTransportEnded) => _life.OnClosed(isTransportEnded);

    /// <summary>The transport has seen the end of the stream, or a reset, while reading waits for the handler: tells the handler.</summary>
    public void OnTransportClosed() => FireAborted();
}
