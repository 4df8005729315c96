using Host.Connections;

namespace Host.Plugins;

/// <summary>Counts what plugins do wrong while the host runs, in one place for each of them. Safe from any thread.</summary>
internal static class PluginFaults
{
    /// <summary>A handler threw: in a call, when it was made or disposed of, or in what it had registered on a token of the host.</summary>
    public static void Threw(Generation generation, string handler)
    {
        WharfMetrics.PluginFault(generation.Plugin, "exception", handler);
        generation.Fault();
    }

    /// <summary>A call of a handler went on for longer than <c>PluginHost:CallbackSeconds</c>.</summary>
    public static void TookTooLong(Generation generation, string handler)
    {
        WharfMetrics.PluginFault(generation.Plugin, "too_long", handler);
        generation.Fault();
    }

    /// <summary>An exception was caught by nothing.</summary>
    public static void Unhandled(string plugin) => WharfMetrics.PluginFault(plugin, "unhandled");

    /// <summary>The exception of a task was looked at by nobody.</summary>
    public static void Unobserved(string plugin) => WharfMetrics.PluginFault(plugin, "unobserved");
}
