using Host.Configuration;
using Host.Connections;
using Host.Opening;
using Host.Swapping;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Reloading;

/// <summary>
/// Reads the settings again and looks at the drop folder, while the host runs. All is read and checked before the first of it is in force; open connections
/// keep what they began with.
/// </summary>
internal sealed class Reload(
    SettingsSource source, Replaceable<Limits> limits, Replaceable<OriginPolicy> origins, Replaceable<TrustedProxies> trusted, Replaceable<ConnectionServices> connections,
    PluginSwapping swapping, PluginWatch watch, ILogger<Reload> logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private bool _isRunning;
    private bool _isDueAgain;
    private bool _isStopped;

    /// <summary>Begins one in the background. Where one is at work another follows it, however often it was asked for meanwhile.</summary>
    /// <returns>Completes when all have ended that were asked for by then. Never fails.</returns>
    public Task Begin()
    {
        lock (_gate)
        {
            if (_isStopped)
                return Task.CompletedTask;
            if (_isRunning)
            {
                _isDueAgain = true;
                return _running;
            }
            _isRunning = true;
            // A thread of its own: it waits for a look at the drop folder, and plugins that are loaded may block.
            return _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>None begins any more.</summary>
    public void Stop()
    {
        lock (_gate)
            _isStopped = true;
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _running;
    }

    private void Run()
    {
        do
        {
            try
            {
                Apply(source.Read());
                // Now, so that plugins get the new settings.
                watch.Rescan();
            }
            catch (Exception exception) when (exception is ConfigurationException or IOException or InvalidDataException or UnauthorizedAccessException)
            {
                var cause = exception is InvalidDataException && exception.InnerException is { } inner ? $" {inner.Message}" : "";
                ReloadLog.Refused(logger, (exception.Message + cause).ReplaceLineEndings(" "));
            }
            catch (Exception exception)
            {
                ReloadLog.Failed(logger, exception);
            }
        }
        while (IsDueAgain());
    }

    private bool IsDueAgain()
    {
        lock (_gate)
        {
            _isRunning = _isDueAgain && !_isStopped;
            _isDueAgain = false;
            return _isRunning;
        }
    }

    private void Apply(IReadOnlyDictionary<string, string?> settings)
    {
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings);
        // Also what is read at the start only: what would keep the host from coming back is better known now.
        var read = HostSettings.Read(configuration);
        var change = SettingsChange.Between(source.First, source.Current, settings);
        var unserved = swapping.Apply(configuration, () => source.Replace(settings));
        limits.Current = limits.Current.With(read.Limits);
        connections.Current = connections.Current with { Limits = limits.Current, KeepAlive = read.KeepAlive, Callbacks = read.Callbacks };
        origins.Current = read.Origins;
        trusted.Current = read.Trusted;

        if (change.InForce.Count > 0)
            ReloadLog.InForce(logger, string.Join(", ", change.InForce));
        else
            ReloadLog.NothingInForce(logger);
        if (change.AtLoad.Count > 0)
            ReloadLog.AtLoad(logger, string.Join(", ", change.AtLoad));
        if (change.AtRestart.Count > 0)
            ReloadLog.AtRestart(logger, string.Join(", ", change.AtRestart));
        if (unserved.Count > 0)
            ReloadLog.RoutesUnserved(logger, string.Join(", ", unserved));
    }
}
