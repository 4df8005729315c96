using Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Listening;

/// <summary>A codec that has something to free is disposed once, when nobody needs it any more.</summary>
public sealed class CodecDisposalTests
{
    private readonly DisposableAdapter.Disposals _disposals = new();
    private readonly TaskCompletionSource _mayFinish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _inDisconnect = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await new ServerSetup
    {
        Script = new HandlerScript
        {
            OnDisconnect = async _ =>
            {
                _inDisconnect.TrySetResult();
                await _mayFinish.Task;
            },
        },
        Plugin = plugin =>
        {
            plugin.Services.AddSingleton(_disposals);
            plugin.AddAdapter<DisposableAdapter>();
            plugin.AddHandler<BreakableHandler>("broken", "/broken");
        },
    }.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test, Order(1)]
    public async Task After_the_handler_has_finished()
    {
        using (var client = await RawClient.ConnectAsync(_server))
        {
            await client.SendAsync(DisposableAdapter.Request("/chat") + "x");
            Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(101));
            Assert.That(await client.ReadAsync(1), Is.EqualTo("x"u8.ToArray()));
        }
        await _inDisconnect.Task.WaitAsync(RawClient.HangLimit);
        Assert.That(_disposals.Count, Is.Zero);
        _mayFinish.SetResult();
        await _disposals.NextAsync();
        Assert.That(_disposals.Count, Is.EqualTo(1));
    }

    [Test, Order(2)]
    public async Task When_the_connection_cannot_be_set_up()
    {
        _disposals.IsBroken = true;
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync(DisposableAdapter.Request("/broken"));
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(500));
        await _disposals.NextAsync();
        Assert.That(_disposals.Count, Is.EqualTo(2));
    }

    private sealed class BreakableHandler : IConnectionHandler
    {
        public BreakableHandler(DisposableAdapter.Disposals disposals)
        {
            if (disposals.IsBroken)
                throw new InvalidDataException("On purpose.");
        }

        public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
