using System.Runtime.InteropServices;

namespace Host.Sockets;

/// <summary>The system calls of Linux that the loops need. All of them return -1 and leave an error number where they fail.</summary>
internal static class Libc
{
    public const int Interrupted = 4;
    public const int WouldBlock = 11;
    public const int ConnectionAborted = 103;

    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;

    public const int ShutdownWrite = 1;

    public const int SocketLevel = 1;
    public const int KeepAlive = 9;
    public const int Linger = 13;

    /// <summary>SOCK_NONBLOCK and SOCK_CLOEXEC, which are O_NONBLOCK and O_CLOEXEC for every kind of descriptor.</summary>
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public static int LastError => Marshal.GetLastPInvokeError();

    [DllImport("libc", SetLastError = true)]
    public static extern nint recv(int socket, ref byte buffer, nint length, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern nint send(int socket, ref readonly byte buffer, nint length, int flags);

    /// <summary>Sends several blocks: pairs of address and length. The runtime has a broken pipe ignored, so that it is an error and no signal.</summary>
    [DllImport("libc", SetLastError = true)]
    public static extern nint writev(int socket, ref readonly nint blocks, int count);

    [DllImport("libc", SetLastError = true)]
    public static extern int accept4(int socket, ref byte address, ref int addressLength, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern int shutdown(int socket, int how);

    [DllImport("libc", SetLastError = true)]
    public static extern int setsockopt(int socket, int level, int option, ref readonly int value, int length);

    [DllImport("libc", SetLastError = true)]
    public static extern int close(int descriptor);

    [DllImport("libc", SetLastError = true)]
    public static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern int epoll_ctl(int poll, int operation, int descriptor, ref int @event);

    [DllImport("libc", SetLastError = true)]
    public static extern int epoll_wait(int poll, ref int events, int count, int milliseconds);

    [DllImport("libc", SetLastError = true)]
    public static extern int eventfd(uint value, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern nint write(int descriptor, ref readonly ulong value, nint length);
}
