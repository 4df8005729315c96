using Abstractions;
using Adapters.Rfc6455;
using Adapters.Rfc6455.Deflate;
using Microsoft.Extensions.DependencyInjection;

[assembly: Plugin(typeof(Rfc6455Plugin))]

namespace Adapters.Rfc6455;

/// <summary>Brings the protocol that all current browsers speak.</summary>
public sealed class Rfc6455Plugin : IPlugin
{
    /// <inheritdoc/>
    public void Configure(IPluginBuilder plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        var deflate = DeflateSettings.Read(plugin.Configuration);
        // By a function, so that the container disposes what it has made.
        plugin.Services.AddSingleton(_ => new Rfc6455Adapter(deflate, Compression.Best));
        plugin.AddAdapter<Rfc6455Adapter>();
    }
}
