using System.Runtime.InteropServices;
using Host.Configuration;

namespace Host;

/// <summary>
/// SIGTERM, Ctrl-C and SIGQUIT. The first asks for an orderly stop; a second ends the process at once, and so does an orderly stop that takes
/// longer than it may, because a plugin does not return.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>The exit code of a process that did not wait for the end of its orderly stop.</summary>
    public const int ForcedExitCode = 2;

    // For what comes after the connections: the transport cuts them off, and the plugins are disposed of.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private volatile Shutdown _shutdown = new();

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGQUIT, OnSignal),
    ];

    /// <summary>Completes with the first signal.</summary>
    public Task First => _first.Task;

    /// <summary>Says how long the orderly stop may take.</summary>
    public void Allow(Shutdown shutdown) => _shutdown = shutdown;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_first.TrySetResult())
            Exit("Told to stop a second time: ending at once.");
        // A thread of its own: plugins that block may have taken all of the pool.
        new Thread(EndAfterLimit) { IsBackground = true, Name = "Stop limit" }.Start();
    }

    private void EndAfterLimit()
    {
        Thread.Sleep(_shutdown.Total + Grace);
        Exit("The stop takes longer than it may: ending at once.");
    }

    private static void Exit(string why)
    {
        Console.Error.WriteLine(why);
        ProcessExit.Now(ForcedExitCode);
    }
}
