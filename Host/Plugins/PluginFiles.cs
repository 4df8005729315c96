namespace Host.Plugins;

/// <summary>Copies a plugin's folder with all that its links lead to, checking each file's permissions on the way.</summary>
internal static class PluginFiles
{
    // Deeper than any real plugin; a link to a folder above itself has no end otherwise.
    private const int MaximumDepth = 32;

    public static void Copy(string source, string target, PluginPermissions permissions) =>
        Copy(new DirectoryInfo(source), target, permissions, depth: 0);

    private static void Copy(DirectoryInfo source, string target, PluginPermissions permissions, int depth)
    {
        if (depth == MaximumDepth)
        {
            throw new PluginRefusedException(source.FullName, "its folders are nested without end",
                "Remove the link that leads to a folder above itself.");
        }
        permissions.Check(source);
        foreach (var entry in source.EnumerateFileSystemInfos())
        {
            var place = Path.Combine(target, entry.Name);
            try
            {
                if (IsDirectory(entry))
                {
                    Directory.CreateDirectory(place);
                    Copy(new DirectoryInfo(entry.FullName), place, permissions, depth + 1);
                }
                else
                {
                    Copy(entry, place, permissions);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new PluginRefusedException(entry.FullName, $"it cannot be read: {Failure.Describe(e)}",
                    "Make it readable for the user the host runs as, or remove it.");
            }
        }
    }

    private static void Copy(FileSystemInfo file, string place, PluginPermissions permissions)
    {
        permissions.Check(file);
        if (!OperatingSystem.IsWindows() && !UnixFileStatus.Of(file.FullName).IsRegular)
            throw new PluginRefusedException(file.FullName, "it is not a file but a device, pipe or socket", "Remove it.");
        File.Copy(file.FullName, place, overwrite: true);
        // A read-only copy could not be removed again on Windows.
        if (OperatingSystem.IsWindows())
            File.SetAttributes(place, FileAttributes.Normal);
    }

    private static bool IsDirectory(FileSystemInfo entry) =>
        (entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry) is DirectoryInfo;
}
