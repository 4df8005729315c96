using System.IO.Pipelines;
using Host.Connections;

namespace Host.Listening;

/// <summary>
/// The end of a connection after its last byte was sent. RFC 6455 7.1.1: the server ends TCP first, and a reset must not overtake what it
/// sent: what the peer still sends is read and dropped.
/// </summary>
internal static class Linger
{
    // What may lie unread in front of bytes that a handler still uses, and that can therefore not be given back.
    private const int HeldBytes = 64 * 1024;

    // Where both directions end at once, the peer gets this long to stop sending.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Ends sending, and reads until the peer ends, too. The caller holds a time limit that aborts the transport.</summary>
    /// <param name="input">What the peer sends.</param>
    /// <param name="transport">The transport to end.</param>
    /// <param name="time">The clock.</param>
    /// <param name="connection">The connection that ends, or null for a refused handshake.</param>
    /// <returns>Whether TCP has ended; else it ends when the transport is disposed.</returns>
    public static async Task<bool> RunAsync(PipeReader input, ITransport transport, TimeProvider time, Connection? connection = null)
    {
        var endsBoth = !transport.TryEndSending();
        if (endsBoth && connection is { IsFailed: false })
            return false;
        using var moment = new CancellationTokenSource(endsBoth ? Moment : Timeout.InfiniteTimeSpan, time);
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(moment.Token);
                var isHeld = connection is { IsUsingReceived: true };
                input.AdvanceTo(isHeld ? result.Buffer.Start : result.Buffer.End, result.Buffer.End);
                if (isHeld && result.Buffer.Length > HeldBytes)
                    return false;
                if (result.IsCompleted)
                    return !endsBoth;
            }
        }
        catch (Exception exception) when (EndOfTransport.Is(exception))
        {
            // Reset or out of time: the peer had its chance.
            return !endsBoth;
        }
    }
}
