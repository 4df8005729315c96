using Host.Configuration;
using Host.Diagnostics;
using Host.Listening;
using Host.Opening;
using Host.Plugins;
using Microsoft.Extensions.Configuration;

namespace Host.Reloading;

/// <summary>The host's own settings, each of which is one that it can have. Those of plugins are the plugins' own.</summary>
internal sealed record HostSettings
{
    private HostSettings(ConfigurationManager configuration)
    {
        LogLevels.Check(configuration);
        PluginFolder.Check(configuration);
        Limits = Limits.Read(configuration);
        KeepAlive = KeepAlive.Read(configuration);
        Callbacks = CallbackLimits.Read(configuration);
        Shutdown = Shutdown.Read(configuration);
        Swaps = SwapSettings.Read(configuration);
        SurviveUnhandledExceptions = configuration.ReadBoolean(UnhandledExceptions.Key, defaultValue: true);
        Origins = OriginPolicy.Read(configuration);
        Endpoints = Endpoints.Read(configuration);
        Transport = Transport.Read(configuration);
        Details = DetailsAccess.Read(configuration);
        Trusted = TrustedProxies.Read(configuration);
    }

    public Limits Limits { get; }

    public KeepAlive KeepAlive { get; }

    public CallbackLimits Callbacks { get; }

    public Shutdown Shutdown { get; }

    public SwapSettings Swaps { get; }

    public bool SurviveUnhandledExceptions { get; }

    public OriginPolicy Origins { get; }

    public Endpoints Endpoints { get; }

    public Transport Transport { get; }

    public DetailsAccess Details { get; }

    public TrustedProxies Trusted { get; }

    /// <exception cref="ConfigurationException">A setting has a value it cannot have.</exception>
    public static HostSettings Read(ConfigurationManager configuration) => new(configuration);
}
