using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;

namespace KestrelEcho;

/// <summary>Sends every message back, or to everybody, one at a time, as an application with UseWebSockets does it.</summary>
internal static class Echo
{
    // Each with its turn: a socket takes one message at a time.
    private static readonly ConcurrentDictionary<WebSocket, SemaphoreSlim> Everybody = new();

    /// <summary>Serves a connection whose messages go back to it.</summary>
    public static Task RunAsync(WebSocket socket, CancellationToken cancellationToken) =>
        ReceiveAsync(socket, (message, type) => socket.SendAsync(message, type, endOfMessage: true, cancellationToken), cancellationToken);

    /// <summary>Serves a connection whose messages go to all such connections.</summary>
    public static async Task BroadcastAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        Everybody[socket] = new SemaphoreSlim(1);
        try
        {
            await ReceiveAsync(socket, SendToAllAsync, cancellationToken);
        }
        finally
        {
            Everybody.TryRemove(socket, out _);
        }
    }

    private static async ValueTask SendToAllAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        foreach (var (member, turn) in Everybody)
        {
            await turn.WaitAsync();
            try
            {
                await member.SendAsync(message, type, endOfMessage: true, CancellationToken.None);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // It has gone; its own call finds out.
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private static async Task ReceiveAsync(WebSocket socket, Func<ReadOnlyMemory<byte>, WebSocketMessageType, ValueTask> send, CancellationToken cancellationToken)
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
                await send(buffer.AsMemory(0, length), received.MessageType);
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
