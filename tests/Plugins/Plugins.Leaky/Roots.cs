using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Plugins.Leaky;

/// <summary>What nobody but the plugin can let go, or nobody at all.</summary>
public static class Roots
{
    private static readonly List<object> Kept = [];

    public interface INote
    {
        string Text { get; }
    }

    public static void Leave(string what)
    {
        var note = new Note("text");
        switch (what)
        {
            case "endless loop":
                _ = LoopAsync();
                break;
            case "long delay":
                _ = WaitAsync(note);
                break;
            case "activity listener":
                var listener = new ActivityListener { ShouldListenTo = _ => note.Text.Length == 0 };
                ActivitySource.AddActivityListener(listener);
                Kept.Add(listener);
                break;
            case "diagnostic listener":
                DiagnosticListener.AllListeners.Subscribe(new Observer());
                break;
            case "observable meter":
                new Meter("Plugins.Leaky").CreateObservableGauge("notes", () => note.Text.Length);
                break;
            case "handle":
                GCHandle.Alloc(note);
                break;
            case "signal":
                Kept.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => Kept.Add(note)));
                break;
            case "end of the process":
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Kept.Add(note);
                break;
            case "resolving":
                AssemblyLoadContext.Default.Resolving += (_, _) => note.Text.Length == 0 ? typeof(Note).Assembly : null;
                break;
            case "type descriptor":
                _ = TypeDescriptor.GetProperties(typeof(Note)).Count;
                break;
            case "dynamic":
                dynamic text = note;
                _ = text.Text;
                break;
            case "proxy":
                _ = DispatchProxy.Create<INote, Proxy>();
                break;
        }
    }

    private static async Task LoopAsync()
    {
        while (true)
            await Task.Delay(10);
    }

    private static async Task WaitAsync(Note note)
    {
        await Task.Delay(TimeSpan.FromHours(1));
        Kept.Add(note);
    }

    public sealed record Note(string Text);

    public class Proxy : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => "";
    }

    private sealed class Observer : IObserver<DiagnosticListener>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnNext(DiagnosticListener value)
        {
        }
    }
}
