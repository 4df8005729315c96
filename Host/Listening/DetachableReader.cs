using System.Buffers;
using System.IO.Pipelines;

namespace Host.Listening;

/// <summary>Kestrel's view of a transport's input: the input itself, or its end once it is detached.</summary>
internal sealed class DetachableReader(PipeReader input) : PipeReader
{
    private static readonly ReadResult End = new(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);

    public bool IsDetached { get; set; }

    public override bool TryRead(out ReadResult result)
    {
        if (!IsDetached)
            return input.TryRead(out result);
        result = End;
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        IsDetached ? new ValueTask<ReadResult>(End) : input.ReadAsync(cancellationToken);

    public override void AdvanceTo(SequencePosition consumed)
    {
        if (!IsDetached)
            input.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!IsDetached)
            input.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead()
    {
        if (!IsDetached)
            input.CancelPendingRead();
    }

    public override void Complete(Exception? exception = null)
    {
        if (!IsDetached)
            input.Complete(exception);
    }
}
