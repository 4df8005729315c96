using System.Net;
using Microsoft.Extensions.Logging;

namespace Host.Sockets;

internal static partial class SocketsLog
{
    [LoggerMessage(601, LogLevel.Error, "An opening handshake at {EndPoint} failed unexpectedly.")]
    public static partial void HandshakeFailed(ILogger logger, Exception exception, EndPoint endPoint);
}
