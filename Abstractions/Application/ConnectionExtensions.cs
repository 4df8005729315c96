using System.Buffers;
using System.Text;

namespace Abstractions;

/// <summary>Conveniences over <see cref="IConnection"/>.</summary>
public static class ConnectionExtensions
{
    /// <summary>Sends a text message. See <see cref="IConnection.SendAsync(Message, CancellationToken)"/>.</summary>
    /// <param name="connection">The connection to send on.</param>
    /// <param name="text">The text; encoded before the method returns.</param>
    /// <param name="cancellationToken">Stops waiting for room.</param>
    /// <exception cref="ConnectionClosedException">The connection is closed or closing.</exception>
    public static async ValueTask SendAsync(this IConnection connection, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(text);
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, buffer);
            await connection.SendAsync(new Message(MessageKind.Text, buffer.AsMemory(0, length)), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
