using System.Net;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

internal static partial class ListeningLog
{
    [LoggerMessage(201, LogLevel.Warning, "Connections to {EndPoint} are closed unanswered: the limit of {Limit} open files is all but reached; raise it (ulimit -n, LimitNOFILE). Said once a minute.")]
    public static partial void OutOfDescriptors(ILogger logger, EndPoint endPoint, int limit);

    [LoggerMessage(203, LogLevel.Information, "Refused a {Method} to an upstream address of {Path} from {Remote} with {Status}: {Refusal}.")]
    public static partial void UpstreamRefused(ILogger logger, string method, string path, IPAddress? remote, int status, string? refusal);

    [LoggerMessage(204, LogLevel.Warning, "Connections from {Peer} are closed: the endpoint takes proxies alone (ProxyProtocol), and {Key} does not list it. Said once a minute.")]
    public static partial void UntrustedProxy(ILogger logger, IPAddress peer, string key);

    [LoggerMessage(202, LogLevel.Warning, "No connection can be accepted at {EndPoint}: {Error}. It is tried again until it succeeds; where open files have run out, raise their limit (ulimit -n, LimitNOFILE). Said once a minute.")]
    public static partial void AcceptFailed(ILogger logger, EndPoint? endPoint, string error);

    [LoggerMessage(211, LogLevel.Information, "Reset the response to a request for {Path} from {Remote}: the client read nothing of it for {Seconds} s.")]
    public static partial void ResponseNotRead(ILogger logger, string path, IPAddress? remote, int seconds);

    [LoggerMessage(212, LogLevel.Information, "Dropped the HTTP/2 connection of {Remote} with all its streams: the client read nothing for {Seconds} s.")]
    public static partial void ConnectionNotRead(ILogger logger, EndPoint? remote, int seconds);
}
