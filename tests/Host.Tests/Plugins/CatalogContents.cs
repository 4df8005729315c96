using Host.Plugins;

namespace Host.Tests.Plugins;

internal static class CatalogContents
{
    extension(PluginCatalog catalog)
    {
        public IReadOnlyList<AdapterRegistration> Adapters => [.. catalog.Plugins.SelectMany(plugin => plugin.Adapters)];

        public IReadOnlyList<HandlerRegistration> Handlers => [.. catalog.Plugins.SelectMany(plugin => plugin.Handlers)];

        public IReadOnlyList<PagesRegistration> Pages => [.. catalog.Plugins.SelectMany(plugin => plugin.Pages)];
    }
}
