using System.Runtime.Versioning;
using Host.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>
/// A plugin is code with the host's rights, so whoever can write its files has the host's rights, too: files and folders must belong
/// to this user or root and be writable by nobody else.
/// </summary>
internal sealed class PluginPermissions(bool allowUnsafe, ILogger logger)
{
    public const string Key = "PluginHost:AllowUnsafePermissions";

    public static PluginPermissions From(IConfiguration configuration, ILogger logger) =>
        new(configuration.ReadBoolean(Key, defaultValue: false), logger);

    /// <summary>Refuses a file or folder, and the target it leads to, that others can write to.</summary>
    public void Check(FileSystemInfo entry)
    {
        if (OperatingSystem.IsWindows())
            return;
        if (entry.ResolveLinkTarget(returnFinalTarget: true) is { } target)
        {
            Check(target.FullName);
            // Whoever can write to the folder of the target can put another file in its place.
            if (Path.GetDirectoryName(target.FullName) is { } directory)
                Check(directory);
        }
        else
        {
            Check(entry.FullName);
        }
    }

    /// <summary>What is wrong with the file's owner or mode, or null.</summary>
    public static string? Fault(UnixFileStatus status, uint user, uint primaryGroup)
    {
        if (status.Owner != user && status.Owner != 0)
            return $"belongs to user {status.Owner}, neither to this process's user {user} nor to root";
        if (status.Mode.HasFlag(UnixFileMode.OtherWrite))
            return "can be written to by every user";
        if (status.Mode.HasFlag(UnixFileMode.GroupWrite) && status.Group != primaryGroup)
            return $"can be written to by group {status.Group}, which is not this process's primary group {primaryGroup}";
        return null;
    }

    [UnsupportedOSPlatform("windows")]
    private void Check(string path)
    {
        if (Fault(UnixFileStatus.Of(path), UnixFileStatus.User, UnixFileStatus.PrimaryGroup) is not { } fault)
            return;
        if (!allowUnsafe)
        {
            throw new PluginRefusedException(path, $"it {fault}, who could run code with the host's rights",
                $"Give it to this user and take the write permission away (chmod go-w), or set {Key} to true.");
        }
        logger.UnsafePermissions(path, fault, Key);
    }
}
