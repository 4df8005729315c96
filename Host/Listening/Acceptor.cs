using System.Net;
using System.Net.Sockets;
using Host.Connections;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>
/// Accepts sockets until it is told to stop, and by no error before. An error that lasts, such as that of a process without a free descriptor,
/// is not met again and again without a pause.
/// </summary>
/// <param name="accept">Accepts one socket, or throws.</param>
/// <param name="endPoint">Where, for the log.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class Acceptor(Func<CancellationToken, ValueTask<Socket>> accept, EndPoint? endPoint, TimeProvider time, ILogger logger)
{
    /// <summary>The time between two attempts while accepting fails.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly OnceAMinute _log = new(time);

    /// <summary>The next socket, or null once the token is cancelled.</summary>
    public async ValueTask<Socket?> AcceptAsync(CancellationToken closed)
    {
        while (true)
        {
            try
            {
                return await accept(closed);
            }
            catch (Exception) when (closed.IsCancellationRequested)
            {
                return null;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // It was that connection's own error, and it is off the backlog: the next attempt meets another one.
                WharfMetrics.AcceptsFailed.Add(1);
                continue;
            }
            catch (Exception exception)
            {
                WharfMetrics.AcceptsFailed.Add(1);
                if (_log.IsDue())
                    ListeningLog.AcceptFailed(logger, endPoint, exception.Message);
            }
            if (!await PauseAsync(closed))
                return null;
        }
    }

    // False once the token is cancelled.
    private async Task<bool> PauseAsync(CancellationToken closed)
    {
        await Task.Delay(Pause, time, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !closed.IsCancellationRequested;
    }
}
