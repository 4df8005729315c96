using System.Net.WebSockets;
using System.Text;

namespace Interop.Tests;

/// <summary>The life of the process around its connections.</summary>
[CancelAfter(120_000)]
public sealed class ProcessTests
{
    [Test]
    public async Task SigTerm_ends_the_host_with_exit_code_0()
    {
        await using var host = await HostProcess.StartAsync();

        Assert.That(await host.StopAsync(), Is.Zero, () => host.Output);
    }

    [Test]
    public async Task SigTerm_closes_an_open_connection_with_1001([ValueSource(typeof(Transports), nameof(Transports.All))] string transport, CancellationToken cancellationToken)
    {
        await using var host = await HostProcess.StartAsync("--transport", transport);
        using var client = new ClientWebSocket();
        await client.ConnectAsync(host.WebSocket("/echo"), cancellationToken);

        var exitCode = host.StopAsync();
        var received = await client.ReceiveAsync(new ArraySegment<byte>(new byte[1024]), cancellationToken);
        Assert.That(received.MessageType, Is.EqualTo(WebSocketMessageType.Close));
        Assert.That(received.CloseStatus, Is.EqualTo(WebSocketCloseStatus.EndpointUnavailable));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);

        Assert.That(await exitCode, Is.Zero, () => host.Output);
    }

    [Test]
    public async Task After_SigTerm_it_says_that_it_stops_and_a_second_SigTerm_ends_it_at_once(CancellationToken cancellationToken)
    {
        await using var host = await HostProcess.StartAsync("--Shutdown:ReadinessSeconds", "3600");
        using var http = new HttpClient();

        host.Terminate();
        while ((await http.GetAsync(new Uri(host.Pages, "/healthz"), cancellationToken)).StatusCode != System.Net.HttpStatusCode.ServiceUnavailable)
            await Task.Yield();
        using var client = new ClientWebSocket();
        Assert.That(async () => await client.ConnectAsync(host.WebSocket("/echo"), cancellationToken), Throws.InstanceOf<WebSocketException>().With.Message.Contains("503"));
        Assert.That((int)(await http.GetAsync(new Uri(host.Pages, "/healthz/live"), cancellationToken)).StatusCode, Is.EqualTo(200));

        Assert.That(await host.StopAsync(), Is.EqualTo(2), () => host.Output);
    }

    [Test]
    public async Task After_SigHup_it_goes_by_its_new_settings_and_serves_whom_it_serves(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("wharf-settings-");
        try
        {
            var settings = Path.Combine(directory.FullName, "appsettings.json");
            await using var host = await HostProcess.StartInAsync(directory.FullName);
            using var open = new ClientWebSocket();
            await open.ConnectAsync(host.WebSocket("/echo"), cancellationToken);

            await File.WriteAllTextAsync(settings, "{ nonsense", cancellationToken);
            host.HangUp();
            await host.WaitForLineAsync(cancellationToken, "nothing was changed", settings);
            await File.WriteAllTextAsync(settings, """{ "Routes": { "/again": { "Handler": "echo" } }, "Limits": { "RequestHeadBytes": 20000 } }""", cancellationToken);
            host.HangUp();
            await host.WaitForLineAsync(cancellationToken, "In force from now on: Routes.");
            await host.WaitForLineAsync(cancellationToken, "Not in force until the host is restarted: Limits:RequestHeadBytes.");

            using var other = new ClientWebSocket();
            await other.ConnectAsync(host.WebSocket("/again"), cancellationToken);
            Assert.That((await EchoAsync(open, cancellationToken), await EchoAsync(other, cancellationToken)), Is.EqualTo(("Hello", "Hello")));
            Assert.That(await host.StopAsync(), Is.Zero, () => host.Output);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_handler_dropped_into_the_plugins_folder_serves_its_path(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("wharf-drop-");
        try
        {
            Drop("Adapters.Rfc6455", Path.Combine(Repository.Plugins, "Adapters.Rfc6455"), folder);
            Drop("Plugins.Echo", Repository.OutputOf(Path.Combine("tests", "Plugins", "Plugins.Echo")), folder);
            await using var host = await HostProcess.StartAsync("--plugins", folder.FullName);

            using var client = new ClientWebSocket();
            await client.ConnectAsync(host.WebSocket("/upper/case"), cancellationToken);
            Assert.That(await EchoAsync(client, cancellationToken), Is.EqualTo("HELLO"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> EchoAsync(ClientWebSocket client, CancellationToken cancellationToken)
    {
        await client.SendAsync(Encoding.UTF8.GetBytes("Hello"), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        var buffer = new byte[1024];
        var received = await client.ReceiveAsync(new ArraySegment<byte>(buffer), cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static void Drop(string name, string output, DirectoryInfo folder)
    {
        var target = folder.CreateSubdirectory(name).FullName;
        foreach (var file in Directory.EnumerateFiles(output, "*.dll").Append(Path.Combine(output, $"{name}.deps.json")))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }
}
