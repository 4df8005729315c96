using Host.Tests.Connections;
using Host.Tests.Listening;
using Host.Tests.Listening.Swapping;

namespace Swap.Tests;

/// <summary>
/// What code of a plugin may leave behind in the process, all of it at once, each by a plugin of its own: whatever the host can cure goes from memory when
/// the plugin is removed, and what only the plugin can cure, or nobody, is told with what may hold it.
/// </summary>
public sealed class LeakTests
{
    private static readonly string[] Curable =
    [
        "statics", "idle timer", "thread static", "async local", "json", "json of its own options", "change of the settings", "logged exception", "exception", "meter", "activities",
        "compiled expression", "compiled pattern", "pooled array", "unfinished task", "registration on the token", "loop on the token", "activator",
        "event source", "watcher of files",
    ];

    private static readonly string[] Incurable =
    [
        "running timer", "running thread", "endless loop", "long delay", "activity listener", "diagnostic listener", "observable meter", "handle", "signal", "end of the process", "resolving",
        "type descriptor", "dynamic", "proxy",
    ];

    private static readonly List<string> All = [.. Curable, .. Incurable];

    private readonly SwappingServer _server = new();

    [OneTimeSetUp]
    public async Task RemoveAllAsync()
    {
        foreach (var leaves in All)
            _server.Set($"Plugins:{NameOf(leaves)}:Leaves", leaves).Set($"Plugins:{NameOf(leaves)}:Handler", NameOf(leaves)).Set($"Plugins:{NameOf(leaves)}:Path", "/" + NameOf(leaves));
        await _server.StartAsync(drop => All.ForEach(leaves => drop.Add("Plugins.Leaky", NameOf(leaves))));
        foreach (var leaves in All)
        {
            using var client = await _server.OpenAsync("/" + NameOf(leaves));
            await client.SendAsync(ClientFrame.Text("x"));
            await client.ReadFrameAsync();
        }
        All.ForEach(leaves => Directory.Delete(_server.Drop[NameOf(leaves)], recursive: true));
        _server.Running.Look();
        foreach (var leaves in Incurable)
            await _server.CollectUntilAsync($"{NameOf(leaves)}#1 is still pinned in memory: ");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(Curable))]
    public Task What_the_host_can_cure_is_unloaded(string leaves) => _server.CollectUntilAsync($"{NameOf(leaves)}#1 unloaded in ").WaitAsync(TimeSpan.FromSeconds(60));

    [TestCaseSource(nameof(Incurable))]
    public void What_it_cannot_is_told(string leaves) =>
        Assert.That(
            _server.Log.Warnings.Where(line => line.StartsWith($"{NameOf(leaves)}#1 is still pinned", StringComparison.Ordinal)),
            Has.One.Contains(leaves == "running timer" ? " of its timers are running" : "full collections have not freed it"));

    private static string NameOf(string leaves) => "Leaky" + All.IndexOf(leaves);
}
