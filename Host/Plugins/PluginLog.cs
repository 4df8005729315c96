using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>What the operator reads about plugins. Texts only: an exception object of a plugin would keep its assemblies alive.</summary>
internal static partial class PluginLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Plugins are loaded from {Folder} ({Origin})")]
    public static partial void FolderChosen(this ILogger logger, string folder, string origin);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugins are not loaded from any folder: {Origin}. Name the folder with --plugins")]
    public static partial void NoFolder(this ILogger logger, string origin);

    [LoggerMessage(Level = LogLevel.Error, Message = "No plugin is loaded from {File}: {Reason}. {Remedy}")]
    public static partial void FolderRefused(this ILogger logger, string file, string reason, string remedy);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Loading plugin {Plugin}")]
    public static partial void PluginLoading(this ILogger logger, string plugin);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Plugin {Plugin} changes while it is copied, and is looked at again: {Reason}")]
    public static partial void PluginChanging(this ILogger logger, string plugin, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Row}")]
    public static partial void ReportLine(this ILogger logger, string row);

    [LoggerMessage(Level = LogLevel.Error, Message = "Plugin {Plugin} is not loaded: {File}: {Reason}. {Remedy}")]
    public static partial void PluginRefused(this ILogger logger, string plugin, string file, string reason, string remedy);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} {Fault}; it is loaded all the same, because {Key} is true")]
    public static partial void UnsafePermissions(this ILogger logger, string file, string fault, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin}: {File} lists {Missing}, which is not there. Copy the build output whole if the plugin needs it")]
    public static partial void ListedFileMissing(this ILogger logger, string plugin, string file, string missing);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin}: {File} refers to {Missing}.dll, which is neither in the folder nor part of the framework. Add it if the plugin needs it")]
    public static partial void LibraryNeedsMissing(this ILogger logger, string plugin, string file, string missing);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin} did not stop cleanly: {Reason}")]
    public static partial void PluginNotDisposed(this ILogger logger, string plugin, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Plugin {Plugin} threw {Where} what nothing catches; the process goes on, because {Key} is true, though the plugin may not work any more: {Exception}")]
    public static partial void Survived(this ILogger logger, string plugin, string where, string exception, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin} did not look at the exception of a task, thrown {Where}: {Reason}")]
    public static partial void Unobserved(this ILogger logger, string plugin, string where, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Removed {Directory}, which a process that is gone had left")]
    public static partial void LeftOverRemoved(this ILogger logger, string directory);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Could not remove {Directory}: {Reason}")]
    public static partial void StageNotRemoved(this ILogger logger, string directory, string reason);
}
