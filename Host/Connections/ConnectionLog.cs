using Abstractions;
using Host.Plugins;
using Microsoft.Extensions.Logging;

namespace Host.Connections;

internal static partial class ConnectionLog
{
    [LoggerMessage(1, LogLevel.Information, "Connection {Id} ({Protocol}) failed with {Code}: {Violation}")]
    public static partial void Violation(ILogger logger, string id, string protocol, ushort code, string violation);

    [LoggerMessage(2, LogLevel.Error, "Connection {Id} failed: the adapter {Protocol} threw what its port does not allow.")]
    public static partial void AdapterFault(ILogger logger, Exception exception, string id, string protocol);

    [LoggerMessage(3, LogLevel.Error, "A handler of {Plugin} threw on connection {Id}.")]
    public static partial void HandlerFault(ILogger logger, Exception exception, string id, string plugin);

    [LoggerMessage(4, LogLevel.Debug, "Connection {Id} ({Protocol}) opened at {Path} from {Remote}.")]
    public static partial void Opened(ILogger logger, string id, string protocol, string path, object? remote);

    [LoggerMessage(7, LogLevel.Information, "Connection {Id} ({Protocol}) dropped: {Why}.")]
    public static partial void Dropped(ILogger logger, string id, string protocol, string why);

    [LoggerMessage(8, LogLevel.Error, "Connection {Id} closed with 1011: the handler {Handler} of {Plugin} has been in {Call} for {Seconds} s.")]
    public static partial void CallTooLong(ILogger logger, string id, string handler, string plugin, string call, int seconds);

    [LoggerMessage(10, LogLevel.Error, "Connection {Id} has closed, and the handler {Handler} of {Plugin} has been in {Call} for {Seconds} s.")]
    public static partial void CallTooLongAfterClose(ILogger logger, string id, string handler, string plugin, string call, int seconds);

    [LoggerMessage(11, LogLevel.Warning, "Connection {Id} closed with 1012: the handler {Handler} could not hand its state over from {From} to {To}.")]
    public static partial void NotRebound(ILogger logger, Exception exception, string id, string handler, Generation from, Generation to);

    [LoggerMessage(12, LogLevel.Warning, "The handler {Handler} of {Plugin} has blocked the thread that receives for {Milliseconds} ms, for which other connections had to wait. Its calls run on the thread pool from now on. Set Dispatch to Pool, for the handler or its route, or have it await.")]
    public static partial void HandlerMoved(ILogger logger, string handler, Generation plugin, long milliseconds);

    [LoggerMessage(13, LogLevel.Warning, "The handler {Handler} of {Plugin} has blocked the thread that receives for {Milliseconds} ms, for which other connections had to wait. It stays there, for its Dispatch is Inline. Set that to Pool, for the handler or its route, or have it await.")]
    public static partial void HandlerBlocks(ILogger logger, string handler, Generation plugin, long milliseconds);

    [LoggerMessage(9, LogLevel.Information, "Connection {Id} ({Protocol}) failed with 1008: a frame of its peer has not ended in {Seconds} s.")]
    public static partial void FrameTooSlow(ILogger logger, string id, string protocol, int seconds);

    [LoggerMessage(6, LogLevel.Error, "Connection {Id} ({Protocol}) failed unexpectedly.")]
    public static partial void Unexpected(ILogger logger, Exception exception, string id, string protocol);

    [LoggerMessage(5, LogLevel.Debug, "Connection {Id} ({Protocol}) closed: {Reason}.")]
    public static partial void Closed(ILogger logger, string id, string protocol, CloseReason reason);
}
