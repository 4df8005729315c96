using System.Buffers;
using Host.Connections;

namespace Host.Sockets;

/// <content>The way in: from the loop's buffer straight into the connection.</content>
internal sealed partial class LoopConnection
{
    // A buffer of the loop that a handler still reads.
    private byte[]? _held;

    // What was received and not taken while reading waits for the handler.
    private Unread? _unread;

    private void OnInput(uint events, LoopThread thread)
    {
        if (_unread is not null)
        {
            OnInputWhilePaused(events);
            return;
        }
        var length = (int)Libc.recv(_descriptor, ref thread.Buffer[0], thread.Buffer.Length, Libc.DontWait);
        if (length > 0)
        {
            var received = thread.Buffer.AsMemory(0, length);
            AfterReceive(received[Feed(received)..], thread);
        }
        else if (length == 0 || Libc.LastError is not (Libc.WouldBlock or Libc.Interrupted))
        {
            _hasPeerEnded = true;
            End();
        }
    }

    // Nobody reads now; the handler may be waiting for just this.
    private void OnInputWhilePaused(uint events)
    {
        _connection!.OnTransportClosed();
        // Neither would become less ready by being looked at.
        if ((events & (EventPoll.Error | EventPoll.HangUp)) != 0)
            Unwatch();
        else
            ChangeInterest(add: 0, remove: EventPoll.PeerHangUp);
    }

    // Everything in one receive is handled before one flush.
    private int Feed(Memory<byte> bytes)
    {
        _connection!.CorkSends();
        try
        {
            return _connection.Receive(bytes);
        }
        finally
        {
            _connection.UncorkSends();
        }
    }

    private void AfterReceive(ReadOnlyMemory<byte> rest, LoopThread thread)
    {
        var connection = _connection!;
        if (connection.IsUsingReceived && _held is null)
            _held = thread.GiveBuffer();
        if (!connection.IsReading)
            End();
        else if (connection.IsPaused)
            Pause(rest);
    }

    private void Pause(ReadOnlyMemory<byte> rest)
    {
        WharfMetrics.ReadsPaused.Add(1);
        _unread = new Unread(rest);
        ChangeInterest(add: EventPoll.PeerHangUp, remove: EventPoll.In);
        WaitForHandler();
    }

    private void WaitForHandler() =>
        _connection!.WaitForHandlerAsync().ContinueWith(
            static (_, connection) => ((LoopConnection)connection!).Post(Work.Resume), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void Resume(LoopThread thread)
    {
        if (_unread is not { } unread || _stage != Stage.Open)
            return;
        // The codec may have held back frames that need no more bytes.
        Feed(default);
        if (_connection!.IsReading && !_connection.IsPaused && unread.Bytes.Length > 0)
            unread.Bytes = unread.Bytes[Feed(unread.Bytes)..];
        if (!_connection.IsReading)
        {
            End();
            return;
        }
        if (_connection.IsPaused)
        {
            WaitForHandler();
            return;
        }
        _unread = null;
        ChangeInterest(add: EventPoll.In, remove: EventPoll.PeerHangUp);
    }

    private void OnWake(LoopThread thread)
    {
        if (_held is { } held && !_connection!.IsUsingReceived)
        {
            _held = null;
            Loop.Buffers.Return(held);
        }
        if (_stage != Stage.Open)
            return;
        if (!_connection!.IsReading)
            End();
        else if (_unread is null)
            AfterReceive(new ReadOnlyMemory<byte>()[Feed(default)..], thread);
    }

    /// <summary>What waits with a connection that does not read. Its memory is its own, for the loop's is used for others.</summary>
    private sealed class Unread(ReadOnlyMemory<byte> rest)
    {
        public Memory<byte> Bytes { get; set; } = rest.ToArray();
    }
}
