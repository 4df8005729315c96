using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Host.Listening;

/// <summary>A way out that must not stand still: what it is given must leave, in part at least, in a certain time.</summary>
/// <param name="output">The way out. One flush of it is under way at a time.</param>
/// <param name="time">The clock.</param>
/// <param name="onTimeout">Is called when the time is over, and makes the flush under way end.</param>
internal sealed class TimedWriter(PipeWriter output, TimeProvider time, Action onTimeout) : PipeWriter, IDisposable
{
    // However much is written at once, some of it must leave in time, not all of it.
    private const int WriteBytes = 16 * 1024;

    private ITimer? _timer;

    /// <summary>The time; none where it is infinite.</summary>
    public required TimeSpan Limit { get; set; }

    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => output.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);

    public override void Advance(int bytes) => output.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var flush = output.FlushAsync(cancellationToken);
        return flush.IsCompleted || Limit == Timeout.InfiniteTimeSpan ? flush : WaitAsync(flush);
    }

    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var length = Math.Min(source.Length, WriteBytes);
            output.Write(source.Span[..length]);
            var result = await FlushAsync(cancellationToken);
            source = source[length..];
            if (source.IsEmpty || result.IsCompleted || result.IsCanceled)
                return result;
        }
    }

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => output.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => output.CompleteAsync(exception);

    public void Dispose() => _timer?.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush)
    {
        _timer ??= time.CreateTimer(static onTimeout => ((Action)onTimeout!)(), onTimeout, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Limit, Timeout.InfiniteTimeSpan);
        try
        {
            return await flush;
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
