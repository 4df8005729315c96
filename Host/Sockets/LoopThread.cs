namespace Host.Sockets;

/// <summary>A thread that runs a loop, with what it alone uses. A loop may be taken away from it; then another one runs the loop.</summary>
internal sealed class LoopThread
{
    // As many as one wait is worth: the system call is paid for by the first few.
    private const int MostEvents = 512;

    private readonly SocketLoop _loop;

    public LoopThread(SocketLoop loop)
    {
        _loop = loop;
        Buffer = loop.Buffers.Rent();
    }

    /// <summary>What is received goes here.</summary>
    public byte[] Buffer { get; private set; }

    public int[] Events { get; } = EventPoll.Events(MostEvents);

    public void Start(string name) => new Thread(Run) { Name = name, IsBackground = true }.Start();

    /// <summary>Gives the buffer away, with what was received, and takes another.</summary>
    public byte[] GiveBuffer()
    {
        var given = Buffer;
        Buffer = _loop.Buffers.Rent();
        return given;
    }

    private void Run()
    {
        _loop.Run(this);
        _loop.Buffers.Return(Buffer);
    }
}
