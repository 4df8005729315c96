namespace Endurance.Tests;

/// <summary>What this process has open, as the kernel counts it, except the assemblies that it goes on loading, and their symbols.</summary>
internal static class FileDescriptors
{
    public static int Count => Targets.Count();

    /// <summary>The kinds of what is open, such as <c>12 socket</c>.</summary>
    public static string Kinds => string.Join(", ", Targets.Select(target => target.Split(':')[0]).CountBy(kind => kind).Select(kind => $"{kind.Value} {kind.Key}"));

    private static IEnumerable<string> Targets =>
        Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(Target).OfType<string>().Where(target => Path.GetExtension(target) is not (".dll" or ".pdb"));

    // Null for one that was closed since it was listed.
    private static string? Target(string entry)
    {
        try
        {
            return new FileInfo(entry).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
