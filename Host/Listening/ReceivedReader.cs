using System.Buffers;
using System.IO.Pipelines;

namespace Host.Listening;

/// <summary>The input of a connection of which a loop has received the beginning: that, and then what comes.</summary>
/// <param name="input">What comes.</param>
/// <param name="received">The beginning.</param>
internal sealed class ReceivedReader(PipeReader input, byte[] received) : PipeReader
{
    // Until all of it is consumed, what comes is put behind it. A consumer that waits for more than a head consumes that first, so this is little.
    private ReadOnlySequence<byte> _kept = new(received);
    private bool _isExamined;

    public override bool TryRead(out ReadResult result)
    {
        if (_kept.IsEmpty)
            return input.TryRead(out result);
        if (_isExamined)
        {
            if (!input.TryRead(out var more))
            {
                result = default;
                return false;
            }
            result = Append(more);
            return true;
        }
        result = new ReadResult(_kept, isCanceled: false, isCompleted: false);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_kept.IsEmpty)
            return input.ReadAsync(cancellationToken);
        return _isExamined ? ReadMoreAsync(cancellationToken) : new ValueTask<ReadResult>(new ReadResult(_kept, isCanceled: false, isCompleted: false));
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_kept.IsEmpty)
        {
            input.AdvanceTo(consumed, examined);
            return;
        }
        _isExamined = _kept.Slice(examined).IsEmpty;
        _kept = _kept.Slice(consumed);
    }

    public override void CancelPendingRead() => input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => input.Complete(exception);

    private async ValueTask<ReadResult> ReadMoreAsync(CancellationToken cancellationToken) => Append(await input.ReadAsync(cancellationToken));

    // Into new memory: what was read before may still be read.
    private ReadResult Append(in ReadResult more)
    {
        if (!more.Buffer.IsEmpty)
            _kept = new ReadOnlySequence<byte>([.. _kept.ToArray(), .. more.Buffer.ToArray()]);
        input.AdvanceTo(more.Buffer.End);
        return new ReadResult(_kept, more.IsCanceled, more.IsCompleted);
    }
}
