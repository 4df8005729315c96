using System.Buffers;
using System.IO.Pipelines;

namespace Host.Listening;

/// <summary>Kestrel's view of a transport's input: the input itself, or its end once it is detached.</summary>
internal sealed class DetachableReader(PipeReader input) : PipeReader
{
    private static readonly ReadResult End = new(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);

    private static readonly byte[] Zeros = new byte[256];

    // How much of the body of the request is still to be made up; the bytes themselves belong to whoever took the transport.
    private long _bodyLength;

    public bool IsDetached { get; private set; }

    /// <summary>Ends the input for Kestrel.</summary>
    /// <param name="bodyLength">
    /// How many bytes the request announced as its body. Kestrel insists on reading them before it lets go of the connection, and resets it
    /// where they do not come.
    /// </param>
    public void Detach(long bodyLength)
    {
        _bodyLength = bodyLength;
        IsDetached = true;
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!IsDetached)
            return input.TryRead(out result);
        result = Detached();
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        IsDetached ? new ValueTask<ReadResult>(Detached()) : input.ReadAsync(cancellationToken);

    public override void AdvanceTo(SequencePosition consumed)
    {
        if (!IsDetached)
            input.AdvanceTo(consumed);
        else if (_bodyLength > 0)
            _bodyLength -= Body.Slice(0, consumed).Length;
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!IsDetached)
            input.AdvanceTo(consumed, examined);
        else
            AdvanceTo(consumed);
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

    private ReadOnlySequence<byte> Body => new(Zeros, 0, (int)Math.Min(_bodyLength, Zeros.Length));

    private ReadResult Detached() => _bodyLength == 0 ? End : new ReadResult(Body, isCanceled: false, isCompleted: false);
}
