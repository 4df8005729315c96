namespace Host.Plugins;

/// <summary>Two plugins that claim one thing: the one that was there first keeps it.</summary>
internal static class PluginConflict
{
    /// <summary>Says which thing of the candidate is taken, and by which plugin; null when nothing is.</summary>
    public static string? Find(LoadedPlugin candidate, IEnumerable<LoadedPlugin> loaded)
    {
        var claims = ClaimsOf(candidate).ToList();
        // Two adapters of one plugin learn their names only when they are made.
        if (claims.GroupBy(claim => claim).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return $"it brings {twice.Key} twice";
        foreach (var other in loaded)
        {
            if (ClaimsOf(other).FirstOrDefault(claims.Contains) is { } taken)
                return $"it brings {taken}, which the plugin {other.Name} has already";
        }
        return null;
    }

    private static IEnumerable<string> ClaimsOf(LoadedPlugin plugin) =>
    [
        .. plugin.Adapters.Select(adapter => $"an adapter named '{adapter.Adapter.Name}'"),
        .. plugin.Handlers.Select(handler => $"a handler named '{handler.Name}'"),
        .. plugin.Handlers.Select(handler => $"a handler at '{handler.Path}'"),
        .. plugin.Pages.Select(pages => $"pages at '{pages.Path}'"),
    ];
}
