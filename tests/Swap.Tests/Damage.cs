namespace Swap.Tests;

/// <summary>Does to the files of a plugin, in place, what copies that were broken off, full disks and operators do.</summary>
/// <param name="folder">Its folder in the drop folder.</param>
/// <param name="whole">Where the same files are as they should be.</param>
/// <param name="random">Decides what.</param>
internal sealed class Damage(string folder, string whole, Random random)
{
    private IReadOnlyList<string> Files => Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)] : [];

    /// <summary>Does one thing.</summary>
    public void DoOne()
    {
        var files = Files;
        // As often as all the damage together, so that there is always something to damage.
        if (files.Count == 0 || random.Next(2) == 0)
        {
            Restore();
            return;
        }
        var file = files[random.Next(files.Count)];
        if (new FileInfo(file).LinkTarget is not null)
            return;
        switch (random.Next(6))
        {
            case 0:
                using (var truncated = File.OpenWrite(file))
                    truncated.SetLength(random.NextInt64(truncated.Length + 1));
                break;
            case 1:
                Overwrite(file);
                break;
            case 2:
                File.Delete(file);
                break;
            case 3:
                File.Move(file, file + ".old", overwrite: true);
                break;
            case 4:
                Directory.Delete(folder, recursive: true);
                break;
            default:
                File.Delete(file);
                File.CreateSymbolicLink(file, "/nonexistent");
                break;
        }
    }

    // From the beginning: what still is an assembly is a plugin, and may do whatever it does.
    private void Overwrite(string file)
    {
        var bytes = new byte[random.Next(64, 16384)];
        random.NextBytes(bytes);
        using var target = File.OpenWrite(file);
        target.Write(bytes);
    }

    // As `cp -r` does it.
    private void Restore()
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(whole))
        {
            var target = Path.Combine(folder, Path.GetFileName(file));
            if (new FileInfo(target).LinkTarget is not null)
                File.Delete(target);
            File.Copy(file, target, overwrite: true);
        }
    }
}
