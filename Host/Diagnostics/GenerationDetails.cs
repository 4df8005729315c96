using Host.Plugins;
using Host.Swapping;

namespace Host.Diagnostics;

/// <summary>A load of a plugin that is in memory.</summary>
/// <param name="Plugin">The plugin's name.</param>
/// <param name="Number">Which load of the plugin it is, from 1 on.</param>
/// <param name="State"><c>serving</c>, or how far it is on its way out: <c>draining</c>, <c>closing</c>, <c>disposing</c>, <c>unloading</c>, <c>pinned</c>.</param>
/// <param name="Connections">How many connections use it.</param>
/// <param name="Since">When it was replaced or removed; null while it serves.</param>
/// <param name="Causes">What is known to hold it in memory.</param>
/// <param name="MovedHandlers">Its handlers whose calls have gone over to the thread pool.</param>
internal sealed record GenerationDetails(
    string Plugin, int Number, string State, int Connections, DateTimeOffset? Since, IReadOnlyList<string> Causes, IReadOnlyList<string> MovedHandlers)
{
    /// <summary>Those that serve, then those on their way out.</summary>
    public static IReadOnlyList<GenerationDetails> Of(IEnumerable<LoadedPlugin> serving, IEnumerable<Retirement> retiring) =>
    [
        .. serving.Select(plugin => plugin.Generation).Select(generation => new GenerationDetails(generation.Plugin, generation.Number, "serving", generation.Leases, null, [], generation.MovedHandlers.Names)),
        .. retiring.Select(Of),
    ];

    private static GenerationDetails Of(Retirement retirement) => new(
        retirement.Generation.Plugin, retirement.Generation.Number, retirement.State.ToString().ToLowerInvariant(), retirement.Generation.Leases, retirement.Since, retirement.Causes,
        retirement.Generation.MovedHandlers.Names);
}
