using System.IO.Pipelines;

namespace Host.Tests.Listening;

/// <summary>The input of one connection, from which a test learns that everything sent so far was looked at: more is asked for.</summary>
internal sealed class WatchedInput(PipeReader input) : PipeReader
{
    private readonly SemaphoreSlim _reads = new(0);

    /// <summary>Completes with the next read, those before it and not yet waited for included.</summary>
    public async Task WaitForReadAsync()
    {
        if (!await _reads.WaitAsync(RawClient.HangLimit))
            throw new TimeoutException("The server did not ask for more.");
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        _reads.Release();
        return input.ReadAsync(cancellationToken);
    }

    public override bool TryRead(out ReadResult result) => input.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => input.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => input.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => input.Complete(exception);
}
