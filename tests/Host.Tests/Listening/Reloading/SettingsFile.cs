namespace Host.Tests.Listening.Reloading;

/// <summary>The appsettings.json of a working directory that is gone with the test. Servers that are started while it is there read it.</summary>
internal sealed class SettingsFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("wharf-tests-");
    private readonly string _previous = Environment.CurrentDirectory;

    public SettingsFile() => Environment.CurrentDirectory = _directory.FullName;

    public string Path => System.IO.Path.Combine(_directory.FullName, "appsettings.json");

    /// <summary>The test goes on where it was, as a plugin may do that changes the directory.</summary>
    public void Leave() => Environment.CurrentDirectory = _previous;

    // In one step, so that half a file is never read.
    public void Write(string json)
    {
        File.WriteAllText(Path + ".new", json);
        File.Move(Path + ".new", Path, overwrite: true);
    }

    public void Dispose()
    {
        Leave();
        _directory.Delete(recursive: true);
    }
}
