using Host.Plugins;
using Microsoft.Extensions.Logging;

namespace Host.Swapping;

/// <summary>What the operator reads about plugins that come, change and go while the host runs. Texts only.</summary>
internal static partial class SwapLog
{
    [LoggerMessage(401, LogLevel.Information, "{Generation} ({Version}) is served from now on.")]
    public static partial void Served(ILogger logger, Generation generation, string version);

    [LoggerMessage(402, LogLevel.Information, "{Generation} ({Version}) is served from now on in place of {Before} ({VersionBefore}).")]
    public static partial void Replaced(ILogger logger, Generation generation, string version, Generation before, string versionBefore);

    [LoggerMessage(403, LogLevel.Information, "{Generation} ({Version}) is not served any more: its files are gone.")]
    public static partial void Removed(ILogger logger, Generation generation, string version);

    [LoggerMessage(404, LogLevel.Error, "Plugin {Plugin} is not loaded: {File}: {Reason}. {Remedy}")]
    public static partial void Refused(ILogger logger, string plugin, string file, string reason, string remedy);

    [LoggerMessage(405, LogLevel.Error, "The new {Plugin} is not loaded, and {Current} goes on: {File}: {Reason}. {Remedy}")]
    public static partial void NotReplaced(ILogger logger, string plugin, Generation current, string file, string reason, string remedy);

    [LoggerMessage(406, LogLevel.Information, "The files of {Generation} are again what is served.")]
    public static partial void Restored(ILogger logger, Generation generation);

    [LoggerMessage(407, LogLevel.Error, "The plugins are as they were, because {Folder} cannot be used: {Reason}. {Remedy}")]
    public static partial void FolderRefused(ILogger logger, string folder, string reason, string remedy);

    [LoggerMessage(408, LogLevel.Information, "{Generation} has {Connections} connections, which have {Seconds} s to end.")]
    public static partial void Draining(ILogger logger, Generation generation, int connections, int seconds);

    [LoggerMessage(417, LogLevel.Information, "{Generation}: {Moved} connections moved to the load in its place, {Failed} closed with 1012 because they could not.")]
    public static partial void Rebound(ILogger logger, Generation generation, int moved, int failed);

    [LoggerMessage(409, LogLevel.Information, "{Generation} is being taken out of use: its {Connections} connections are closed with {Code}.")]
    public static partial void Closing(ILogger logger, Generation generation, int connections, ushort code);

    [LoggerMessage(410, LogLevel.Information, "{Generation} unloaded in {Seconds:F1} s.")]
    public static partial void Unloaded(ILogger logger, Generation generation, double seconds);

    [LoggerMessage(411, LogLevel.Warning, "{Generation} is still pinned in memory: {Causes}. It is served to nobody; a restart of the host frees it.")]
    public static partial void Pinned(ILogger logger, Generation generation, string causes);

    [LoggerMessage(412, LogLevel.Warning, "Changes of {Folder} are noticed every {Seconds} s only, because the system does not tell them: {Reason}.")]
    public static partial void NotWatched(ILogger logger, string folder, int seconds, string reason);

    [LoggerMessage(413, LogLevel.Error, "The look at the drop folder failed, and is tried again with the next change.")]
    public static partial void LookFailed(ILogger logger, Exception exception);

    [LoggerMessage(414, LogLevel.Error, "{Generation} could not be taken out of use.")]
    public static partial void RetirementFailed(ILogger logger, Exception exception, Generation generation);

    [LoggerMessage(416, LogLevel.Error, "{Generation} is out of use until its files change, because it had more than {Faults} faults in a minute: its connections are closed with 1011, its paths answered 503.")]
    public static partial void Quarantined(ILogger logger, Generation generation, int faults);

    [LoggerMessage(415, LogLevel.Warning, "The routes {Paths} are not served any more, because their handlers are gone.")]
    public static partial void RoutesGone(ILogger logger, string paths);
}
