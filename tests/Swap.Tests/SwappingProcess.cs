using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Host.Tests.Plugins;

namespace Swap.Tests;

/// <summary>The real host with a real drop folder: RFC 6455, an echo, and a plugin that collects the host's garbage.</summary>
internal sealed class SwappingProcess : IAsyncDisposable
{
    public const string Adapter = "Adapters.Rfc6455";
    public const string Echo = "Plugins.Echo";

    private const string Collecting = "Plugins.Collecting";
    private const string Settings = "pluginsettings.json";

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new();

    private SwappingProcess(DropFolder drop, HostProcess host) => (Drop, Host) = (drop, host);

    public DropFolder Drop { get; }

    public HostProcess Host { get; }

    public Uri Address => Host.WebSocket("/echo");

    public static async Task<SwappingProcess> StartAsync(int drainSeconds)
    {
        var drop = new DropFolder();
        try
        {
            drop.AddStaged(Adapter).Add(Echo).Add(Collecting);
            var host = await HostProcess.StartAsync(
                "--plugins", drop.Path, "--PluginHost:StageDirectory", drop.Stage, "--PluginHost:DrainSeconds", drainSeconds.ToString(CultureInfo.InvariantCulture),
                "--Logging:LogLevel:Plugins", "Warning");
            return new SwappingProcess(drop, host);
        }
        catch
        {
            drop.Dispose();
            throw;
        }
    }

    /// <summary>Makes a new version of a plugin beside the drop folder. Its echo begins with the number of the version and a colon.</summary>
    public string MakeVersion(string plugin, int version)
    {
        var folder = Path.Combine(Drop.Elsewhere, $"{plugin}-{version}");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(plugin == Adapter ? Path.Combine(Repository.Plugins, plugin) : Repository.OutputOf($"tests/Plugins/{plugin}")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(folder, Settings), $$"""{ "Prefix": "{{version}}:" }""");
        return folder;
    }

    /// <summary>Has all garbage of the host collected.</summary>
    /// <returns>The bytes that it has in memory then.</returns>
    public async Task<long> CollectAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Without an answer, its adapter was replaced at this very moment.
            if (await AskAsync("/collect", cancellationToken) is { } answer)
                return long.Parse(answer, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>What a new connection to the echo is answered; null where it is refused or told to reconnect.</summary>
    public Task<string?> AskAsync(CancellationToken cancellationToken) => AskAsync("/echo", cancellationToken);

    private async Task<string?> AskAsync(string path, CancellationToken cancellationToken)
    {
        using var client = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        try
        {
            await client.ConnectAsync(Host.WebSocket(path), cancellationToken);
        }
        catch (WebSocketException) when (client.HttpStatusCode != 0)
        {
            return null;
        }
        await client.SendAsync(Encoding.UTF8.GetBytes("now"), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        var buffer = new byte[256];
        var result = await client.ReceiveAsync(buffer.AsMemory(), cancellationToken);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        return result.MessageType == WebSocketMessageType.Text ? Encoding.UTF8.GetString(buffer, 0, result.Count) : null;
    }

    /// <summary>The loads of a plugin that are in memory.</summary>
    public async Task<IReadOnlyList<Generation>> GenerationsAsync(string plugin, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync(new Uri(Host.Pages, "healthz?details"), cancellationToken));
        return
        [
            .. json.RootElement.GetProperty("generations").EnumerateArray()
                .Where(row => row.GetProperty("plugin").GetString() == plugin)
                .Select(row => new Generation(row.GetProperty("number").GetInt32(), row.GetProperty("state").GetString()!, row.GetProperty("connections").GetInt32())),
        ];
    }

    /// <summary>Collects until the loads of a plugin are as they should be.</summary>
    public async Task<IReadOnlyList<Generation>> CollectUntilAsync(string plugin, Func<IReadOnlyList<Generation>, bool> condition, CancellationToken cancellationToken)
    {
        IReadOnlyList<Generation> generations = [];
        try
        {
            while (true)
            {
                await CollectAsync(cancellationToken);
                generations = await GenerationsAsync(plugin, cancellationToken);
                if (condition(generations))
                    return generations;
                await Task.Delay(Between, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"It stays at {string.Join(", ", generations)}:{Environment.NewLine}{Host.Output}");
        }
    }

    /// <summary>The copies of a plugin in the stage.</summary>
    public int CountCopies(string plugin) => Directory.GetDirectories(Directory.GetDirectories(Drop.Stage).Single(), plugin + "-*").Length;

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _http.Dispose();
        Drop.Dispose();
    }

    /// <summary>A load of a plugin, as the health details tell it.</summary>
    internal sealed record Generation(int Number, string State, int Connections)
    {
        /// <summary>Whether it is not served any more, and has connections or may have.</summary>
        public bool IsDraining => State is "draining" or "closing";
    }
}
