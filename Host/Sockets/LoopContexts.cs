using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Host.Sockets;

/// <summary>Makes Kestrel's connections of accepted sockets, on one loop after the other. Safe from any thread.</summary>
internal sealed class LoopContexts(SocketLoops loops, MemoryPool<byte> pool, long mostBytes) : IDisposable
{
    private uint _next;

    /// <exception cref="SocketException">The socket is dead already.</exception>
    public ConnectionContext Create(Socket socket)
    {
        var all = loops.All;
        return new LoopContext(all[(int)(Interlocked.Increment(ref _next) % (uint)all.Count)], socket, pool, mostBytes);
    }

    public void Dispose() => pool.Dispose();
}
