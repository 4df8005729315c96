namespace Host.Plugins;

/// <summary>Copies a plugin's folder with all that its links lead to, checking each file's permissions on the way.</summary>
internal static class PluginFiles
{
    public static void Copy(PluginSource source, string target, PluginPermissions permissions)
    {
        var directory = new DirectoryInfo(source.Directory);
        try
        {
            // First, lest a folder that was never meant for plugins be copied.
            if (!directory.EnumerateFiles(Path.GetFileName(source.AssemblyFile)).Any())
                throw new PluginRefusedException(source.AssemblyFile, "there is no such file", "A plugin's assembly is named like its folder.");
            if (source.IsLoose)
                CopyFiles(source, directory, target, permissions);
            else
                Copy(directory, TargetOf(directory).FullName, target, permissions);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(directory, e);
        }
    }

    // The files beside a loose assembly may be what it depends on, and they are few; the folders beside it are other plugins.
    private static void CopyFiles(PluginSource source, DirectoryInfo directory, string target, PluginPermissions permissions)
    {
        foreach (var file in directory.EnumerateFiles().Where(file => source.Has(file.Name)))
            Copy(file, Path.Combine(target, file.Name), permissions);
    }

    /// <param name="source">A folder, by the path on which the operator finds it.</param>
    /// <param name="resolved">The same folder with its link resolved.</param>
    /// <param name="target">Its place in the stage.</param>
    /// <param name="permissions">What is checked.</param>
    private static void Copy(DirectoryInfo source, string resolved, string target, PluginPermissions permissions)
    {
        permissions.Check(source);
        foreach (var entry in source.EnumerateFileSystemInfos())
        {
            var place = Path.Combine(target, entry.Name);
            try
            {
                if (TargetOf(entry) is DirectoryInfo directory)
                {
                    var isLink = directory != entry;
                    if (isLink)
                        RequireEnd(entry, resolved, directory.FullName);
                    Directory.CreateDirectory(place);
                    Copy(new DirectoryInfo(entry.FullName), isLink ? directory.FullName : Path.Combine(resolved, entry.Name), place, permissions);
                }
                else
                {
                    Copy(entry, place, permissions);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Unreadable(entry, e);
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

    private static void RequireEnd(FileSystemInfo link, string folder, string target)
    {
        if (Path.GetRelativePath(target, folder) is var below && below != ".." && !below.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new PluginRefusedException(link.FullName, "it is a link to a folder above itself", "Remove it.");
    }

    private static PluginRefusedException Unreadable(FileSystemInfo entry, Exception e) =>
        new(entry.FullName, $"it cannot be read: {Failure.Describe(e)}", "Make it readable for the user the host runs as, or remove it.");

    private static FileSystemInfo TargetOf(FileSystemInfo entry) => entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry;
}
