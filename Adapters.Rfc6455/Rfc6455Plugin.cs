using Abstractions;
using Adapters.Rfc6455;
using Adapters.Rfc6455.Deflate;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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
        plugin.Services.AddSingleton(services => Create(deflate, services.GetRequiredService<ILogger<Rfc6455Adapter>>()));
        plugin.AddAdapter<Rfc6455Adapter>();
    }

    private static Rfc6455Adapter Create(DeflateSettings deflate, ILogger logger)
    {
        if (deflate.Enabled && !Compression.Best.IsNative)
            Rfc6455Log.NoZLib(logger, Environment.Version);
        return new Rfc6455Adapter(deflate, Compression.Best);
    }
}
