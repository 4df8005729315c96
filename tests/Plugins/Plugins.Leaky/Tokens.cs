using System.Diagnostics.Tracing;
using Microsoft.Extensions.DependencyInjection;

namespace Plugins.Leaky;

/// <summary>What refers to the plugin from things that end with its connection or its load, or from nothing that stays.</summary>
internal static class Tokens
{
    private static readonly List<object> Kept = [];

    public static void Leave(string what, CancellationToken ofConnection)
    {
        var note = new Note();
        switch (what)
        {
            case "registration on the token":
                ofConnection.Register(() => Kept.Add(note));
                break;
            case "loop on the token":
                _ = LoopAsync(ofConnection);
                break;
            case "activator":
                Kept.Add(ActivatorUtilities.CreateFactory<Note>([]));
                break;
            case "event source":
                new Events().Write("note");
                break;
            case "watcher of files":
                var watcher = new FileSystemWatcher(Path.GetTempPath(), "none");
                watcher.Created += (_, _) => Kept.Add(note);
                Kept.Add(watcher);
                break;
        }
    }

    private static async Task LoopAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
            await Task.Delay(10, token);
    }

    public sealed class Note;

    private sealed class Events() : EventSource("Plugins-Leaky");
}
