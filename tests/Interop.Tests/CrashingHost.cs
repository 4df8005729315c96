using System.Net.WebSockets;
using System.Text;

namespace Interop.Tests;

/// <summary>The real host with RFC 6455 and the plugin of the tests that does what no plugin should.</summary>
internal sealed class CrashingHost : IAsyncDisposable
{
    public const string Plugin = "Plugins.Crashing";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wharf-faults-");

    private CrashingHost()
    {
    }

    public HostProcess Process { get; private set; } = null!;

    public static async Task<CrashingHost> StartAsync(params string[] arguments)
    {
        var host = new CrashingHost();
        try
        {
            host.Drop("Adapters.Rfc6455", Path.Combine(Repository.Plugins, "Adapters.Rfc6455"));
            host.Drop(Plugin, Repository.OutputOf(Path.Combine("tests", "Plugins", Plugin)));
            host.Process = await HostProcess.StartAsync(["--plugins", host._folder.FullName, .. arguments]);
            // Counting begins with the first question.
            await host.CountedAsync("", CancellationToken.None);
            return host;
        }
        catch
        {
            if (host.Process is not null)
                await host.Process.DisposeAsync();
            host._folder.Delete(recursive: true);
            throw;
        }
    }

    public async Task<ClientWebSocket> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var client = new ClientWebSocket();
        await client.ConnectAsync(Process.WebSocket(path), cancellationToken);
        return client;
    }

    /// <summary>Sends a text and waits for the answer.</summary>
    public static async Task<string> AskAsync(ClientWebSocket client, string question, CancellationToken cancellationToken)
    {
        await SendAsync(client, question, cancellationToken);
        var buffer = new byte[1024];
        var received = await client.ReceiveAsync(new ArraySegment<byte>(buffer), cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    public static async Task SendAsync(ClientWebSocket client, string text, CancellationToken cancellationToken) =>
        await client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <summary>On a connection of its own.</summary>
    public async Task<string> AskAsync(string path, string question, CancellationToken cancellationToken)
    {
        using var client = await ConnectAsync(path, cancellationToken);
        return await AskAsync(client, question, cancellationToken);
    }

    /// <summary>How many faults of the plugin the host has counted with the tags.</summary>
    public async Task<int> CountedAsync(string tags, CancellationToken cancellationToken) =>
        int.Parse(await AskAsync("/counted", $"plugin={Plugin} {tags}", cancellationToken), System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void Drop(string name, string output)
    {
        var target = _folder.CreateSubdirectory(name).FullName;
        foreach (var file in Directory.EnumerateFiles(output, "*.dll").Append(Path.Combine(output, $"{name}.deps.json")))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }
}
