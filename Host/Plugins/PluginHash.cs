using System.Security.Cryptography;
using System.Text;

namespace Host.Plugins;

/// <summary>
/// What a plugin's files are, in one value: the SHA-256 of a line for each file, in ordinal order of the paths, as <c>sha256sum</c> writes it.
/// So an operator can compute it without the host.
/// </summary>
internal static class PluginHash
{
    /// <param name="directory">The folder, in the stage, where links are files.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Of(string directory)
    {
        var files = Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(file => (File: file, Path: Path.GetRelativePath(directory, file).Replace(Path.DirectorySeparatorChar, '/')))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (file, path) in files)
        {
            using var content = File.OpenRead(file);
            hash.AppendData(Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(content))}  {path}\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
