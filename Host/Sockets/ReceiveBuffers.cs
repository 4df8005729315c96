namespace Host.Sockets;

/// <summary>The buffers that loops receive into: one for each loop, and those that handlers still read. Safe from any thread.</summary>
internal sealed class ReceiveBuffers
{
    /// <summary>The size of each: several messages of 64 KiB, the largest that are common, fit whole, and so are not put together from pieces.</summary>
    public const int Bytes = 256 * 1024;

    // What is kept beyond those in use; handlers that need more are rare, and have others made.
    private const int MostKept = 16;

    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _kept = new();

    public byte[] Rent()
    {
        lock (_gate)
        {
            if (_kept.TryPop(out var buffer))
                return buffer;
        }
        return GC.AllocateUninitializedArray<byte>(Bytes, pinned: true);
    }

    public void Return(byte[] buffer)
    {
        lock (_gate)
        {
            if (_kept.Count < MostKept)
                _kept.Push(buffer);
        }
    }
}
