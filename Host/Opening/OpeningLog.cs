using Microsoft.Extensions.Logging;

namespace Host.Opening;

internal static partial class OpeningLog
{
    [LoggerMessage(101, LogLevel.Information, "Refused {Method} {Target} from {Remote} with {Status}: {Refusal}.")]
    public static partial void Refused(ILogger logger, string method, string target, object? remote, int status, string? refusal);

    [LoggerMessage(107, LogLevel.Information, "Refused a request from {Remote} with {Status}: {Refusal}.")]
    public static partial void RefusedUnread(ILogger logger, object? remote, int status, string refusal);

    [LoggerMessage(102, LogLevel.Warning, "The adapters {First} and {Second} both claim one request; {First} gets it, being loaded first. Name the one that should in {Key}. This is counted and not logged again.")]
    public static partial void Ambiguous(ILogger logger, string first, string second, string key);

    [LoggerMessage(108, LogLevel.Warning, "{Key} names {Name}, which is no loaded adapter; loaded are {Loaded}. Mend the name, or take it out.")]
    public static partial void UnknownAdapter(ILogger logger, string key, string name, string loaded);

    [LoggerMessage(103, LogLevel.Information, "Dropped a connection from {Remote} before its opening handshake was complete: {Reason}.")]
    public static partial void Dropped(ILogger logger, object? remote, string reason);

    [LoggerMessage(104, LogLevel.Error, "The handler {Handler} of {Plugin} could not be made.")]
    public static partial void HandlerNotMade(ILogger logger, Exception exception, string handler, string plugin);

    [LoggerMessage(105, LogLevel.Error, "The handler {Handler} of {Plugin} could not be disposed.")]
    public static partial void HandlerNotDisposed(ILogger logger, Exception exception, string handler, string plugin);

    [LoggerMessage(106, LogLevel.Error, "The adapter {Adapter} threw in an opening handshake, or about what a client sent after it, which its port does not allow.")]
    public static partial void AdapterFault(ILogger logger, Exception exception, string adapter);

    [LoggerMessage(109, LogLevel.Error, "A codec of the adapter {Adapter} could not be disposed.")]
    public static partial void CodecNotDisposed(ILogger logger, Exception exception, string adapter);
}
