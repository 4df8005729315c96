using System.Buffers;
using System.Net.WebSockets;

namespace KestrelEcho;

/// <summary>Sends every message back, one at a time, as an application with UseWebSockets does it.</summary>
internal static class Echo
{
    public static async Task RunAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                while (true)
                {
                    received = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                    length += received.Count;
                    if (received.EndOfMessage)
                        break;
                    if (length == buffer.Length)
                        buffer = Grow(buffer);
                }
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                    return;
                }
                await socket.SendAsync(buffer.AsMemory(0, length), received.MessageType, endOfMessage: true, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The peer has gone without a closing handshake, as it does at the end of a measurement.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
