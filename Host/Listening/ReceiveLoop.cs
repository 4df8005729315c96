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
        transport.Begin(connection);
        connection.Open();
        try
        {
            await ReceiveAsync(connection, input, transport);
        }
        catch (Exception exception) when (EndOfTransport.Is(exception))
        {
            // A reset is an end without a closing handshake, as a FIN is.
        }
        catch (Exception exception)
        {
            // Nothing is known to get here; if something does, the handler is told of the end all the same.
            connection.OnUnexpected(exception);
        }
        await connection.EndAsync(out var handlerFinished);
        connection.Ended(await Linger.RunAsync(input, transport, time, connection));
        return handlerFinished;
    }

    private static async Task ReceiveAsync(Connection connection, PipeReader input, ITransport transport)
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
            if (connection.IsPaused)
                await WaitForHandlerAsync(connection, transport);
        }
    }

    private static async Task WaitForHandlerAsync(Connection connection, ITransport transport)
    {
        WharfMetrics.ReadsPaused.Add(1);
        // Nobody reads now, so the end of the stream is seen by the transport alone; the handler may be waiting for just that.
        using var closed = transport.Closed.UnsafeRegister(static connection => ((Connection)connection!).OnTransportClosed(), connection);
        while (connection.IsPaused)
        {
            await connection.WaitForHandlerAsync();
            // The codec may have held back frames that need no more bytes.
            Feed(connection, ReadOnlySequence<byte>.Empty);
        }
    }

    // Everything in one receive is handled before one flush.
    private static long Feed(Connection connection, in ReadOnlySequence<byte> bytes)
    {
        long handled = 0;
        connection.CorkSends();
        try
        {
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
            return handled;
        }
        finally
        {
            connection.UncorkSends();
        }
    }
}
