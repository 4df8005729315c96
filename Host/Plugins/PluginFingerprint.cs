using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Host.Plugins;

/// <summary>What the files of a plugin look like from outside, without reading them: another one means that something was done to them.</summary>
internal static class PluginFingerprint
{
    /// <summary>A text to be compared. What cannot be looked at is part of it, so that this is a change, too, when it ends.</summary>
    public static string Of(PluginSource source)
    {
        var lines = new StringBuilder();
        try
        {
            if (source.IsLoose)
                AddFiles(source, lines);
            else
                Add(new DirectoryInfo(source.Directory), lines, depth: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lines.Append(e.Message);
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }

    private static void AddFiles(PluginSource source, StringBuilder lines)
    {
        foreach (var file in new DirectoryInfo(source.Directory).EnumerateFiles().Where(file => source.Has(file.Name)).OrderBy(file => file.Name, StringComparer.Ordinal))
            Add(file, lines);
    }

    private static void Add(DirectoryInfo directory, StringBuilder lines, int depth)
    {
        // A link to a folder above itself, which the copying refuses, would not end.
        if (depth > 32)
            return;
        foreach (var entry in directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            Add(entry, lines);
            if (Directory.Exists(entry.FullName))
                Add(new DirectoryInfo(entry.FullName), lines, depth + 1);
        }
    }

    private static void Add(FileSystemInfo entry, StringBuilder lines)
    {
        lines.Append(entry.FullName).Append('\0');
        try
        {
            lines.Append(StatusOf(entry));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lines.Append(e.Message);
        }
        lines.Append('\n');
    }

    private static string StatusOf(FileSystemInfo entry)
    {
        if (OperatingSystem.IsLinux())
            return UnixFileStatus.ChangeOf(entry.FullName);
        var target = entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry;
        return string.Create(CultureInfo.InvariantCulture, $"{target.FullName} {target.LastWriteTimeUtc.Ticks} {(target as FileInfo)?.Length}");
    }
}
