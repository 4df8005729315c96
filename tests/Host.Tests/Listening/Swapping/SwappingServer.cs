using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Contracts;
using Host.Swapping;
using Host.Tests.Connections;
using Host.Tests.Plugins;
using Microsoft.AspNetCore.Builder;

namespace Host.Tests.Listening.Swapping;

/// <summary>A server with the plugin <c>Greeter</c> in its drop folder, which answers at /greeting and is there in two versions.</summary>
internal sealed class SwappingServer : IAsyncDisposable
{
    public const string Plugin = "Greeter";
    public const string One = "greeting 1";
    public const string Two = "greeting 2, 3 times";

    private RunningServer? _server;

    public SwappingServer() => Set("Plugins:Greeter:Handler", "greeting").Set("Plugins:Greeter:Path", "/greeting").Set("PluginHost:Watch", "false");

    public DropFolder Drop { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public RunningServer Running => _server!;

    public LogRecorder Log => Running.Log;

    /// <summary>The copies of plugins in the stage.</summary>
    public IEnumerable<string> Staged => Directory.GetDirectories(Directory.GetDirectories(Drop.Stage).Single()).Select(directory => Path.GetFileName(directory));

    public SwappingServer Set(string key, string value)
    {
        Drop.Set(key, value);
        return this;
    }

    public async Task<SwappingServer> StartAsync(Action<DropFolder>? add = null, bool withAdapter = true, Action<WebApplicationBuilder>? configure = null)
    {
        (add ?? (drop => drop.Add("Plugins.GreetingOne", Plugin)))(Drop);
        var setup = new ServerSetup
        {
            Time = Time,
            Configure = configure ?? (_ => { }),
            Adapter = withAdapter ? new Adapters.Rfc6455.Rfc6455Plugin() : null,
            Settings = ["--plugins", Drop.Path, "--PluginHost:StageDirectory", Drop.Stage, .. Drop.Settings.SelectMany(setting => (string[])[$"--{setting.Key}", setting.Value!])],
        };
        _server = await setup.StartAsync();
        return this;
    }

    /// <summary>Puts other files in place of the plugin's, and looks.</summary>
    public void Replace(string project, string name = Plugin)
    {
        Directory.Delete(Drop[name], recursive: true);
        Drop.Add(project, name);
        Running.Look();
    }

    public Task<RawClient> OpenAsync(string target = "/greeting") => RawClient.OpenAsync(Running, target: target);

    /// <summary>What the plugin answers on a connection.</summary>
    public static async Task<string> AskAsync(RawClient client)
    {
        await client.SendAsync(ClientFrame.Text("x"));
        return (await client.ReadFrameAsync()).Text;
    }

    /// <summary>What the plugin answers on a new connection.</summary>
    public async Task<string> AskAsync(string target = "/greeting")
    {
        using var client = await OpenAsync(target);
        return await AskAsync(client);
    }

    /// <summary>The status of a handshake that is refused.</summary>
    public async Task<RawResponse> RefusedAsync(string target = "/greeting")
    {
        using var client = await RawClient.ConnectAsync(Running);
        await client.SendAsync(RequestText.Upgrade(target, ""));
        return await client.ReadResponseAsync();
    }

    /// <summary>Lets just that time pass which connections of the old plugin have. The first of them is then closed; the others need more of it.</summary>
    public async Task AfterAsync(int seconds, TimeSpan less = default)
    {
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        await Time.WaitForTimerAsync(TimeSpan.FromSeconds(seconds), hang.Token);
        Time.Advance(TimeSpan.FromSeconds(seconds) - less);
        if (less == default)
            await Time.AdvanceUntilAsync(Log.WaitForAsync("is being taken out of use"), TimeSpan.FromMilliseconds(1));
    }

    /// <summary>Lets time pass until a line has the text.</summary>
    public Task UntilAsync(string line) => Time.AdvanceUntilAsync(Log.WaitForAsync(line), TimeSpan.FromMilliseconds(100));

    /// <summary>Lets time pass, and collects what nothing refers to, until a line has the text.</summary>
    public Task CollectUntilAsync(string line) => CollectUntilAsync(Log.WaitForAsync(line));

    /// <summary>Lets time pass, and collects what nothing refers to, until the stage holds just so many copies.</summary>
    public Task CollectUntilStagedAsync(int copies) => CollectUntilAsync(SwapTests.WaitUntilAsync(() => Staged.Count() == copies));

    private async Task CollectUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Time.Advance(Retirement.Period);
            await Task.WhenAny(done, Task.Delay(5));
        }
        await done;
    }

    /// <summary>How many loads of this server's plugins are in memory.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int CountContexts() =>
        AssemblyLoadContext.All.Count(context => context.IsCollectible && context.Assemblies.Any(assembly => assembly.Location.StartsWith(Drop.Stage, StringComparison.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        Drop.Dispose();
    }
}
