using Host.Configuration;
using Host.Plugins;
using Microsoft.Extensions.Logging;

namespace Host.Swapping;

/// <summary>
/// Says when to look at the drop folder: when it has been quiet for a moment after an event, and now and then without one, since not every file system
/// tells. What has happened is found out by the look alone, so that no event is needed and none is missed.
/// </summary>
internal sealed class PluginWatch(PluginFolder folder, PluginSwapping swapping, SwapSettings settings, TimeProvider time, ILogger<PluginWatch> logger) : IAsyncDisposable
{
    /// <summary>How long there must be no event.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    // Something that is written to all the time must not keep the rest from being looked at.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private List<FileSystemWatcher> _watchers = [];
    private ITimer? _timer;
    private Task _look = Task.CompletedTask;
    private bool _isLooking;
    private bool _isStopped;
    private bool _isWarned;
    private long? _firstEvent;

    /// <summary>Makes what tells of events in a folder.</summary>
    public Func<string, FileSystemWatcher> MakeWatcher { get; init; } = static folder => new FileSystemWatcher(folder);

    /// <summary>Begins, with a look at what has changed since the plugins were loaded. Does nothing where there is nothing to watch.</summary>
    public void Start()
    {
        if (!settings.Watch || folder.Directory is null)
            return;
        lock (_gate)
        {
            _timer ??= CreateTimer(Quiet);
            Watch();
        }
    }

    /// <summary>Something may have changed.</summary>
    public void OnEvent()
    {
        lock (_gate)
        {
            _firstEvent ??= time.GetTimestamp();
            if (!_isLooking && time.GetElapsedTime(_firstEvent.Value) < LongestWait)
                _timer?.Change(Quiet, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Something may have changed, and is looked at even where nothing is watched.</summary>
    public void Rescan()
    {
        if (folder.Directory is null)
            return;
        lock (_gate)
        {
            if (_isStopped)
                return;
            _timer ??= CreateTimer(Timeout.InfiniteTimeSpan);
        }
        OnEvent();
    }

    /// <summary>No look begins any more.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            Unwatch();
            _timer?.Dispose();
            _timer = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _look;
    }

    private ITimer CreateTimer(TimeSpan due) => time.CreateTimer(static watch => ((PluginWatch)watch!).OnDue(), this, due, Timeout.InfiniteTimeSpan);

    private void OnDue()
    {
        lock (_gate)
        {
            if (_isLooking || _isStopped)
                return;
            _isLooking = true;
            _firstEvent = null;
            // A thread of its own: plugins that are loaded may block.
            _look = Task.Factory.StartNew(Look, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    private void Look()
    {
        var isChanging = false;
        lock (_gate)
        {
            // Before the look, so that whatever it does not see is told.
            if (settings.Watch && !_isStopped)
                Watch();
        }
        try
        {
            isChanging = swapping.Look();
        }
        catch (Exception exception)
        {
            // A plugin's faults do not get here, nor do those of the file system.
            SwapLog.LookFailed(logger, exception);
        }
        lock (_gate)
        {
            _isLooking = false;
            if (isChanging || _firstEvent is not null)
                _timer?.Change(Quiet, Timeout.InfiniteTimeSpan);
            else if (settings.Watch && settings.PollSeconds > 0)
                _timer?.Change(TimeSpan.FromSeconds(settings.PollSeconds), Timeout.InfiniteTimeSpan);
        }
    }

    // Anew with each look: on Linux a watcher that follows folders is deaf for good, and does not say so, once a folder was moved away and another one into
    // its place. The one of the drop folder alone hears that, too. With the lock held.
    private void Watch()
    {
        var before = _watchers;
        _watchers = [];
        try
        {
            Watch(followsFolders: false);
            Watch(followsFolders: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Unwatch();
            if (!_isWarned)
                SwapLog.NotWatched(logger, folder.Directory!, settings.PollSeconds, e.Message);
            _isWarned = true;
        }
        // Only now, so that nothing is missed between the two.
        before.ForEach(watcher => watcher.Dispose());
    }

    private void Watch(bool followsFolders)
    {
        var watcher = MakeWatcher(folder.Directory!);
        watcher.IncludeSubdirectories = followsFolders;
        watcher.NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes;
        _watchers.Add(watcher);
        watcher.Changed += (_, _) => OnEvent();
        watcher.Created += (_, _) => OnEvent();
        watcher.Deleted += (_, _) => OnEvent();
        watcher.Renamed += (_, _) => OnEvent();
        // Too many events at once, or the folder itself is another one: a look finds what they were about.
        watcher.Error += (_, _) => OnEvent();
        watcher.EnableRaisingEvents = true;
    }

    // With the lock held.
    private void Unwatch()
    {
        _watchers.ForEach(watcher => watcher.Dispose());
        _watchers = [];
    }
}
