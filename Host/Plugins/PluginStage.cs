using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>
/// The private folder that plugins are copied to and loaded from. Files of the drop folder are never mapped: overwriting a mapped
/// file in place kills the process.
/// </summary>
internal sealed class PluginStage : IDisposable
{
    public const string Key = "PluginHost:StageDirectory";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string LockName = ".lock";

    private static int _count;

    private readonly FileStream _lock;
    private readonly ILogger _logger;
    private int _copies;

    private PluginStage(string directory, ILogger logger)
    {
        Directory = directory;
        _logger = logger;
        _lock = Lock(directory);
    }

    /// <summary>This stage's own folder.</summary>
    public string Directory { get; }

    public static string DefaultParent =>
        Path.Combine(Path.GetTempPath(), OperatingSystem.IsWindows() ? "wharf" : string.Create(CultureInfo.InvariantCulture, $"wharf-{UnixFileStatus.User}"));

    /// <summary>Makes the folder of this process and removes those of processes that are gone.</summary>
    /// <param name="parent">Where; null for <see cref="DefaultParent"/>.</param>
    /// <param name="logger">Where the removed left-overs are told.</param>
    public static PluginStage Create(string? parent, ILogger logger)
    {
        parent = Path.GetFullPath(string.IsNullOrEmpty(parent) ? DefaultParent : parent);
        MakePrivate(parent);
        RequireUntouchable(parent);
        RemoveLeftOvers(parent, logger);

        // One process may hold several hosts, as tests do.
        var own = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{ProcessIdentity.Current}-{Interlocked.Increment(ref _count)}"));
        if (System.IO.Directory.Exists(own))
            System.IO.Directory.Delete(own, recursive: true);
        MakePrivate(own);
        RequireUntouchable(own);
        return new PluginStage(own, logger);
    }

    /// <summary>Copies a plugin's folder and returns where to: each time to another place, since the last copy may be in use.</summary>
    public string Add(PluginSource source, PluginPermissions permissions)
    {
        var target = Path.Combine(Directory, string.Create(CultureInfo.InvariantCulture, $"{source.Name}-{Interlocked.Increment(ref _copies)}"));
        MakePrivate(target);
        try
        {
            PluginFiles.Copy(source, target, permissions);
            return target;
        }
        catch
        {
            Remove(target);
            throw;
        }
    }

    /// <summary>Removes a copy.</summary>
    public void Remove(string directory) => Remove(directory, _logger);

    public void Dispose()
    {
        _lock.Dispose();
        Remove(Directory, _logger);
    }

    private static void MakePrivate(string directory)
    {
        if (OperatingSystem.IsWindows())
            System.IO.Directory.CreateDirectory(directory);
        else
            System.IO.Directory.CreateDirectory(directory, Private);
    }

    // In a shared temporary directory somebody else may have made the folder first. A sticky folder is safe: only owners rename in it.
    private static void RequireUntouchable(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        var status = UnixFileStatus.Of(directory);
        var fault = PluginPermissions.Fault(status, UnixFileStatus.User, UnixFileStatus.PrimaryGroup);
        if (fault is not null && !(status.Mode.HasFlag(UnixFileMode.StickyBit) && (status.Owner == 0 || status.Owner == UnixFileStatus.User)))
            throw new IOException($"the stage folder {directory} {fault}");
    }

    private static void RemoveLeftOvers(string parent, ILogger logger)
    {
        foreach (var directory in System.IO.Directory.EnumerateDirectories(parent))
        {
            if (!ProcessIdentity.TryParse(Path.GetFileName(directory), out var owner) || owner.IsRunning || IsLocked(directory))
                continue;
            Remove(directory, logger);
            logger.LeftOverRemoved(directory);
        }
    }

    private static FileStream Lock(string directory) =>
        new(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    // The owner may live in another container, where its id means nothing here; its lock is seen all the same.
    private static bool IsLocked(string directory)
    {
        try
        {
            if (File.Exists(Path.Combine(directory, LockName)))
                Lock(directory).Dispose();
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    // What cannot be removed now, such as a file that Windows still has mapped, is removed as a left-over at a later start.
    private static void Remove(string directory, ILogger logger)
    {
        try
        {
            System.IO.Directory.Delete(directory, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.StageNotRemoved(directory, e.Message);
        }
    }
}
