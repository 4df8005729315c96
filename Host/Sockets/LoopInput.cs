using System.Buffers;
using System.ComponentModel;
using System.IO.Pipelines;
using System.Net.Sockets;
using Host.Connections;
using Microsoft.AspNetCore.Connections;

namespace Host.Sockets;

/// <summary>
/// The way in of a socket under TLS: a loop waits for it and receives, and what comes goes into a pipe. It reads ahead, so that an end is seen that nobody
/// reads up to. Any thread may close it, so the descriptor is used under a lock.
/// </summary>
internal sealed class LoopInput : LoopSource
{
    // Of one receive, beyond what may be ahead of the reader.
    private const int MostBytes = 64 * 1024;

    private readonly int _descriptor;
    private readonly Action _onEnded;
    private readonly LoopScheduler _scheduler;
    private readonly Pipe _pipe;
    private readonly Lock _gate = new();
    private Connection? _connection;
    private bool _isWatched;
    private bool _isPaused;
    private bool _isEnded;

    /// <param name="loop">Serves it.</param>
    /// <param name="descriptor">The socket.</param>
    /// <param name="pool">The memory of the pipe.</param>
    /// <param name="mostBytes">How much is received ahead of the reader.</param>
    /// <param name="onEnded">Is told of the end of the stream, or of a reset.</param>
    public LoopInput(SocketLoop loop, int descriptor, MemoryPool<byte> pool, long mostBytes, Action onEnded)
        : base(loop)
    {
        _descriptor = descriptor;
        _onEnded = onEnded;
        _scheduler = new LoopScheduler(this);
        _pipe = new Pipe(new PipeOptions(pool, _scheduler, PipeScheduler.Inline, mostBytes, mostBytes / 2, useSynchronizationContext: false));
    }

    public PipeReader Reader => _pipe.Reader;

    /// <summary>Begins to receive. False where the system has no room to wait for the socket.</summary>
    public bool TryBegin()
    {
        lock (_gate)
            return _isWatched = Loop.TryAdd(_descriptor, this, EventPoll.In);
    }

    /// <summary>From now on the reader goes on on the loop, and what blocks that is the connection.</summary>
    public void Serve(Connection connection)
    {
        lock (_gate)
        {
            if (_isEnded)
                return;
            _connection = connection;
            _scheduler.IsInline = true;
        }
    }

    public override void OnReady(uint events, LoopThread thread)
    {
        int length;
        var error = 0;
        lock (_gate)
        {
            if (!_isWatched)
                return;
            length = (int)Libc.recv(_descriptor, ref thread.Buffer[0], MostBytes, Libc.DontWait);
            if (length < 0 && (error = Libc.LastError) is Libc.WouldBlock or Libc.Interrupted)
                return;
            if (length > 0)
                _pipe.Writer.Write(thread.Buffer.AsSpan(0, length));
        }
        if (length > 0)
            Flush();
        else
            End(error == 0 ? null : new ConnectionResetException(new Win32Exception(error).Message));
    }

    // A thread that was blocked in the reader is back; there is nothing that it has missed.
    public override void OnWork(Work work, LoopThread thread)
    {
    }

    public override void OnAwayChanged()
    {
        lock (_gate)
            WatchLocked();
    }

    public override void OnBlocked(TimeSpan time) => _connection?.OnThreadBlocked(time);

    /// <summary>Lets go of the descriptor, which may be closed then, and ends the reader. Safe from any thread.</summary>
    public void Close(Exception? reason) => End(reason);

    // The reader may go on in here, and keep the thread for any time.
    private void Flush()
    {
        var flush = _pipe.Writer.FlushAsync();
        if (flush.IsCompleted)
            AfterFlush(flush.Result);
        else
            _ = PauseAsync(flush);
    }

    private async Task PauseAsync(ValueTask<FlushResult> flush)
    {
        SetPaused(true);
        var result = await flush;
        SetPaused(false);
        AfterFlush(result);
    }

    private void SetPaused(bool isPaused)
    {
        lock (_gate)
        {
            _isPaused = isPaused;
            WatchLocked();
        }
    }

    // Where nobody will read any more, nothing is waited for.
    private void AfterFlush(in FlushResult result)
    {
        if (result.IsCompleted)
            End(null);
    }

    private void End(Exception? reason)
    {
        lock (_gate)
        {
            if (_isEnded)
                return;
            _isEnded = true;
            WatchLocked();
            // Under the lock, for the loop may be about to write what it has received; and so the reader must go on elsewhere.
            _scheduler.IsInline = false;
            _pipe.Writer.Complete(reason);
            // Whoever keeps the transport for a while does not keep what plugins have made.
            _connection = null;
        }
        _onEnded();
    }

    // Level-triggered: a descriptor that is not to be received from now would be ready at each turn, an error or an end even where nothing is asked for.
    private void WatchLocked()
    {
        var isWatched = !_isEnded && !_isPaused && !IsAway;
        if (isWatched == _isWatched)
            return;
        _isWatched = isWatched && Loop.TryAdd(_descriptor, this, EventPoll.In);
        if (!isWatched)
            Loop.Remove(_descriptor);
    }
}
