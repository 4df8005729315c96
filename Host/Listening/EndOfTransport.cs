using System.Net.Sockets;

namespace Host.Listening;

/// <summary>Which exceptions of a transport say that the peer is gone, or that the connection was aborted: an end like any other.</summary>
internal static class EndOfTransport
{
    public static bool Is(Exception exception) =>
        exception is IOException or OperationCanceledException or SocketException or ObjectDisposedException;
}
