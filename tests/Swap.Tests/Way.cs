using System.Runtime.InteropServices;

namespace Swap.Tests;

/// <summary>How an operator puts a new version of a plugin in place of the old one.</summary>
/// <param name="Name">For the output of the test.</param>
/// <param name="Replace">Does it: the folder with the new version, and the place of the plugin in the drop folder. The new version's folder may be gone thereafter.</param>
internal sealed record Way(string Name, Action<string, string> Replace)
{
    /// <summary>The pause between two pieces of a slow copy: many of them in what the watch takes for quiet.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static IReadOnlyList<Way> All { get; } =
    [
        new("cp", CopyOver),
        new("mv of files", MoveFiles),
        new("mv of the folder", MoveFolder),
        new("slow copy", CopySlowly),
        new("switch of a symbolic link", SwitchLink),
    ];

    public override string ToString() => Name;

    private static void CopyOver(string from, string place)
    {
        MakeFolder(place);
        foreach (var file in Files(from))
            File.Copy(Path.Combine(from, file), Path.Combine(place, file), overwrite: true);
    }

    private static void MoveFiles(string from, string place)
    {
        MakeFolder(place);
        foreach (var file in Files(from))
            File.Move(Path.Combine(from, file), Path.Combine(place, file), overwrite: true);
    }

    private static void MoveFolder(string from, string place)
    {
        MakeFolder(place);
        Directory.Move(place, from + ".old");
        Directory.Move(from, place);
    }

    // In place, so that for most of the time there is a file that is only a part of one.
    private static void CopySlowly(string from, string place)
    {
        MakeFolder(place);
        foreach (var file in Files(from))
        {
            var bytes = File.ReadAllBytes(Path.Combine(from, file));
            using var target = new FileStream(Path.Combine(place, file), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            foreach (var piece in bytes.Chunk((bytes.Length / 5) + 1))
            {
                target.Write(piece);
                Thread.Sleep(Pause);
            }
        }
    }

    private static void SwitchLink(string from, string place)
    {
        if (!IsLink(place))
            Directory.Move(place, from + ".old");
        Directory.CreateSymbolicLink(from + ".link", from);
        // As `mv -T` does it, in one step. The framework moves no link to a folder over another one.
        if (Rename(from + ".link", place) != 0)
            throw new IOException($"{place} cannot be switched: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    // A folder again, where it is a link to one: its files are to be replaced in the drop folder.
    private static void MakeFolder(string place)
    {
        if (!IsLink(place))
            return;
        var folder = Directory.ResolveLinkTarget(place, returnFinalTarget: true)!.FullName;
        Directory.Delete(place);
        Directory.Move(folder, place);
    }

    private static bool IsLink(string place) => new DirectoryInfo(place).LinkTarget is not null;

    private static IEnumerable<string> Files(string folder) => Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    [DllImport("libc", EntryPoint = "rename", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Rename(string from, string to);
}
