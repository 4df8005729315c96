using Abstractions;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>A handler that does not come back, behind every door: its peer is told and let go all the same.</summary>
public sealed class StuckHandlerTests
{
    private readonly HandlerScript _script = new()
    {
        OnConnect = (connection, _) => connection.Request.Query == "connect" ? Never : ValueTask.CompletedTask,
        OnMessage = (_, _, _) => Never,
    };

    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() =>
        _server = await new ServerSetup { Script = _script, Settings = ["--PluginHost:CallbackSeconds", "1", "--Limits:ReadAheadBytes", "1", "--Shutdown:DrainSeconds", "1"] }.StartAsync();

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task The_connection_is_closed_with_1011_and_ends([Values] Door door, [Values] bool tls, [Values("connect", "message")] string call)
    {
        using var client = await RawClient.OpenAsync(_server, door, tls, $"/chat?{call}");
        // Beyond what is read ahead, so that reading waits for the handler.
        for (var i = 0; i < 5; i++)
            await client.SendAsync(ClientFrame.Text("go"));

        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.InternalError));
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }

    private static ValueTask Never => new(new TaskCompletionSource().Task);
}
