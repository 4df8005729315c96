using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Host.Connections;

namespace Host.Listening;

/// <summary>Feeds a connection from a pipe until either side ends it.</summary>
internal static class ReceiveLoop
{
    /// <summary>Runs the connection to its end. Completes when TCP needs nothing more; the handler may still be at work.</summary>
    /// <returns>A task that completes after the handler's disconnect call; until then received bytes must stay.</returns>
    public static async Task<Task> RunAsync(Connection connection, PipeReader input, ITransport transport, TimeProvider time)
    {
        connection.Open();
        try
        {
            await ReceiveAsync(connection, input);
        }
        catch (Exception exception) when (IsEndOfTransport(exception))
        {
            // A reset is an end without a closing handshake, as a FIN is.
        }
        await connection.EndAsync(out var handlerFinished);
        await LingerAsync(connection, input, transport, time);
        return handlerFinished;
    }

    private static async Task ReceiveAsync(Connection connection, PipeReader input)
    {
        // Bytes at the front of the pipe that are handled and that the handler still reads: the pipe keeps what is not advanced past.
        long held = 0;
        while (connection.IsReading)
        {
            var result = await input.ReadAsync();
            var handled = held + Feed(connection, result.Buffer.Slice(held));
            var isEnd = result.IsCompleted && handled == result.Buffer.Length && !connection.IsPaused;
            held = connection.IsUsingReceived ? handled : 0;
            var examined = connection.IsPaused ? result.Buffer.GetPosition(handled) : result.Buffer.End;
            input.AdvanceTo(held > 0 ? result.Buffer.Start : result.Buffer.GetPosition(handled), examined);
            if (isEnd)
                return;
            while (connection.IsPaused)
            {
                WharfMetrics.ReadsPaused.Add(1);
                await connection.WaitForHandlerAsync();
                // The codec may have held back frames that need no more bytes.
                Feed(connection, ReadOnlySequence<byte>.Empty);
            }
        }
    }

    // Everything in one receive is handled before one flush.
    private static long Feed(Connection connection, in ReadOnlySequence<byte> bytes)
    {
        long handled = 0;
        connection.CorkSends();
        if (bytes.IsEmpty)
            connection.Receive(default);
        foreach (var segment in bytes)
        {
            // The pipe's memory is its pooled buffers, written by the transport: a codec may unmask in them.
            var taken = connection.Receive(MemoryMarshal.AsMemory(segment));
            handled += taken;
            if (taken < segment.Length || !connection.IsReading)
                break;
        }
        connection.UncorkSends();
        return handled;
    }

    // RFC 6455 7.1.1: the server ends TCP first, and a reset must not overtake the close frame: what the peer still sends is read and dropped.
    private static async Task LingerAsync(Connection connection, PipeReader input, ITransport transport, TimeProvider time)
    {
        var endsBoth = !transport.TryEndSending();
        if (endsBoth && !connection.IsFailed)
            return;
        // Where both directions end at once, the peer gets a moment to stop sending. Otherwise the time limit of the closing handshake holds.
        using var moment = new CancellationTokenSource(endsBoth ? TimeSpan.FromSeconds(1) : Timeout.InfiniteTimeSpan, time);
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(moment.Token);
                input.AdvanceTo(connection.IsUsingReceived ? result.Buffer.Start : result.Buffer.End, result.Buffer.End);
                if (result.IsCompleted)
                    return;
            }
        }
        catch (Exception exception) when (IsEndOfTransport(exception))
        {
            // Reset or out of time: the peer had its chance.
        }
    }

    private static bool IsEndOfTransport(Exception exception) => exception is IOException or OperationCanceledException or ObjectDisposedException;
}
