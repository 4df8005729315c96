using System.Runtime.InteropServices;

namespace Host;

/// <summary>SIGHUP, by which an operator asks for the settings to be read again. Windows has none: there it is the console that is closed, and ends the process.</summary>
internal sealed class HangUpSignal : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration? _registration;
    private Action? _onSignal;
    private bool _isPending;

    public HangUpSignal()
    {
        if (!OperatingSystem.IsWindows())
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
    }

    /// <summary>Says what to do, which is done at once where a signal came before.</summary>
    public void Handle(Action onSignal)
    {
        lock (_gate)
        {
            _onSignal = onSignal;
            if (_isPending)
                onSignal();
        }
    }

    public void Dispose() => _registration?.Dispose();

    private void OnSignal(PosixSignalContext context)
    {
        // Without this the signal ends the process.
        context.Cancel = true;
        lock (_gate)
        {
            _isPending = true;
            _onSignal?.Invoke();
        }
    }
}
