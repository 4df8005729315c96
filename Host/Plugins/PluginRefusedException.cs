namespace Host.Plugins;

/// <summary>Why a plugin is not loaded, in the three parts of its log line.</summary>
internal class PluginRefusedException(string file, string reason, string remedy) : Exception(reason)
{
    /// <summary>The file or folder in the drop folder, where the operator can find it.</summary>
    public string File { get; } = file;

    /// <summary>What is to be done about it: a sentence.</summary>
    public string Remedy { get; } = remedy;
}
