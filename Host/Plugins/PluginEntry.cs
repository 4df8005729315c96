namespace Host.Plugins;

/// <summary>One place in the catalog: what was made of a plugin's files the last time, and the load of it that is served. Changed by one thread at a time.</summary>
internal sealed class PluginEntry(string name, bool isLoose, bool isBuiltIn)
{
    /// <summary>What the files of a plugin look like that is gone.</summary>
    public const string Gone = "gone";

    public string Name { get; } = name;

    public bool IsLoose { get; } = isLoose;

    public bool IsBuiltIn { get; } = isBuiltIn;

    /// <summary>What is served, or null.</summary>
    public LoadedPlugin? Current { get; set; }

    /// <summary>What the files looked like when they were last loaded or refused.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>What they looked like at the last look, if that is something else.</summary>
    public string? Seen { get; set; }

    /// <summary>What is left of the handlers of a load that was taken out of use for its faults.</summary>
    public IReadOnlyList<HandlerRegistration> Quarantined { get; set; } = [];

    /// <summary>Why the files are not what is served, or null.</summary>
    public PluginReportRow? Refusal { get; private set; }

    /// <summary>The hash of the files that were refused: they are not tried again. Null where they could not even be read.</summary>
    public string? RefusedHash { get; private set; }

    /// <summary>Whether they were refused because of other plugins, so that they may do when those have changed.</summary>
    public bool IsRefusedForOthers { get; private set; }

    /// <summary>Whether it is the place of these files.</summary>
    public bool IsOf(PluginSource source) => !IsBuiltIn && Name == source.Name && IsLoose == source.IsLoose;

    public void Refuse(PluginReportRow refusal, string? hash, bool forOthers) => (Refusal, RefusedHash, IsRefusedForOthers) = (refusal, hash, forOthers);

    /// <summary>Lets files that were refused be tried again at the next look.</summary>
    public void Retry() => (Fingerprint, RefusedHash) = (null, null);

    public void Accept() => (Refusal, RefusedHash, IsRefusedForOthers) = (null, null, false);
}
