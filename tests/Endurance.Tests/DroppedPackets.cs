using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Endurance.Tests;

/// <summary>
/// A peer whose route is gone, by Linux's own means: a filter on its socket drops every packet that comes for it, before TCP sees it. Needs no
/// privilege, unlike a route, and touches no other connection of the machine.
/// </summary>
internal static class DroppedPackets
{
    private const int SolSocket = 1;
    private const int SoAttachFilter = 26;

    // struct sock_filter: BPF_RET | BPF_K with 0, the number of bytes to keep.
    private static readonly byte[] DropAll = [0x06, 0, 0, 0, 0, 0, 0, 0];

    public static void Begin(Socket socket)
    {
        var filter = GCHandle.Alloc(DropAll, GCHandleType.Pinned);
        try
        {
            // struct sock_fprog: the number of instructions, and where they are.
            Span<byte> program = stackalloc byte[2 * IntPtr.Size];
            program.Clear();
            MemoryMarshal.Write(program, (ushort)1);
            MemoryMarshal.Write(program[IntPtr.Size..], filter.AddrOfPinnedObject());
            socket.SetRawSocketOption(SolSocket, SoAttachFilter, program);
        }
        finally
        {
            filter.Free();
        }
    }
}
