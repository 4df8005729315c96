namespace Abstractions;

/// <summary>Conveniences over <see cref="IPluginBuilder"/>.</summary>
public static class PluginBuilderExtensions
{
    /// <summary>Adds a handler and says what its binary messages become where a revision has no binary frames.</summary>
    /// <typeparam name="THandler">The handler's class.</typeparam>
    /// <param name="plugin">The builder.</param>
    /// <param name="name">See <see cref="IPluginBuilder.AddHandler{THandler}"/>.</param>
    /// <param name="path">See <see cref="IPluginBuilder.AddHandler{THandler}"/>.</param>
    /// <param name="binaryAsBase64">See <see cref="HandlerOptions.BinaryAsBase64"/>.</param>
    public static void AddHandler<THandler>(this IPluginBuilder plugin, string name, string path, bool binaryAsBase64) where THandler : class, IConnectionHandler
    {
        ArgumentNullException.ThrowIfNull(plugin);
        plugin.AddHandler<THandler>(name, path, new HandlerOptions { BinaryAsBase64 = binaryAsBase64 });
    }
}
