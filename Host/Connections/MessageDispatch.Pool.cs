namespace Host.Connections;

/// <content>
/// Calls on the thread pool: a message waits as behind a call, and one work item, which is the dispatch itself, makes the calls for all that wait.
/// Whether the pool is used is asked before each call.
/// </content>
internal sealed partial class MessageDispatch
{
    // After these the others that wait for the pool have their turn: a connection with much to do, and a handler that blocks, may be at it for long.
    private const int TurnCalls = 32;

    private bool _toConnect;
    private volatile bool _onReceiver;

    /// <summary>Whether a call that has not returned was made on the receiving thread.</summary>
    public bool IsBlockingReceiver => _onReceiver && Life is { IsInCall: true };

    void IThreadPoolWorkItem.Execute() => GoOn(completed: false);

    // Called by the receiving thread, which has made the dispatch busy.
    private void Begin()
    {
        if (connection.DispatchesToPool)
        {
            QueueTurn();
            return;
        }
        _onReceiver = true;
        RunWaiting();
    }

    private void QueueTurn() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    // Whoever completes a call may do so on a thread that receives, be it for another connection.
    private bool IsTurnOver(int calls) => connection.DispatchesToPool && (calls == TurnCalls || !Thread.CurrentThread.IsThreadPoolThread);
}
