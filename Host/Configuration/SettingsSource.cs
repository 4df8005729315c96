using Microsoft.Extensions.Configuration;

namespace Host.Configuration;

/// <summary>
/// The settings of all sources together, as they were at one moment. They are read again only when that is asked for, and what was read is in force only
/// when it is told to be: a file may change at any time, and be wrong.
/// </summary>
/// <param name="arguments">Those of the command line.</param>
internal sealed class SettingsSource(string[] arguments) : ConfigurationProvider, IConfigurationSource
{
    // A plugin may change it while the host runs.
    private readonly string _workingDirectory = Environment.CurrentDirectory;

    /// <summary>The settings of the start.</summary>
    public IReadOnlyDictionary<string, string?> First { get; private set; } = new Dictionary<string, string?>();

    /// <summary>Those in force.</summary>
    public IReadOnlyDictionary<string, string?> Current { get; private set; } = new Dictionary<string, string?>();

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load()
    {
        Set(Read());
        First = Current;
    }

    /// <summary>Reads all sources, and changes nothing.</summary>
    /// <exception cref="InvalidDataException">A file is no JSON.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyDictionary<string, string?> Read()
    {
        var builder = new ConfigurationBuilder();
        builder.AddWharfSources(arguments, _workingDirectory);
        var configuration = builder.Build();
        using var sources = configuration as IDisposable;
        // Those without a value, too: an empty list is one.
        return configuration.AsEnumerable().ToDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Puts what was read in force, for whoever looks at the configuration from now on. Throws, and changes nothing, where somebody cannot live with it.</summary>
    public void Replace(IReadOnlyDictionary<string, string?> settings)
    {
        var before = Current;
        Set(settings);
        try
        {
            OnReload();
        }
        catch
        {
            Set(before);
            OnReload();
            throw;
        }
    }

    // A copy: the configuration may be written to, which is not what the operator has set.
    private void Set(IReadOnlyDictionary<string, string?> settings)
    {
        Current = settings;
        Data = new Dictionary<string, string?>(settings, StringComparer.OrdinalIgnoreCase);
    }
}
