using System.IO.Pipelines;

namespace Host.Listening;

/// <summary>Kestrel's view of a transport's output: the output itself, or nothing once it is detached.</summary>
internal sealed class DetachableWriter(PipeWriter output) : PipeWriter
{
    private const int ScratchBytes = 4 * 1024;

    private byte[] _scratch = [];

    public bool IsDetached { get; set; }

    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => IsDetached ? 0 : output.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => IsDetached ? Scratch(sizeHint) : output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => IsDetached ? Scratch(sizeHint) : output.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (!IsDetached)
            output.Advance(bytes);
    }

    // Not completed: Kestrel would take that for the peer's end and reset the connection.
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        IsDetached ? default : output.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        IsDetached ? default : output.WriteAsync(source, cancellationToken);

    public override void CancelPendingFlush()
    {
        if (!IsDetached)
            output.CancelPendingFlush();
    }

    public override void Complete(Exception? exception = null)
    {
        if (!IsDetached)
            output.Complete(exception);
    }

    private byte[] Scratch(int sizeHint)
    {
        if (_scratch.Length < Math.Max(sizeHint, ScratchBytes))
            _scratch = new byte[Math.Max(sizeHint, ScratchBytes)];
        return _scratch;
    }
}
