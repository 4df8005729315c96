using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Host.Connections;
using Microsoft.AspNetCore.Connections;

namespace Host.Listening;

/// <summary>
/// The way out of a connection that is a plain socket: straight to the socket, so that a completed send is in the kernel's hands, and with a
/// half-close of its own. Only for connections on which Kestrel has sent nothing and will send nothing. What is received comes through
/// Kestrel's pipe all the same.
/// </summary>
internal sealed class SocketTransport(ConnectionContext context, Socket socket) : ITransport
{
    private readonly PipeReader _input = context.Transport.Input;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
    }

    public bool TryEndSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer is gone already: there is no direction left to end.
        }
        return true;
    }

    public void WakeReader() => _input.CancelPendingRead();

    public void Abort() => context.Abort();
}
