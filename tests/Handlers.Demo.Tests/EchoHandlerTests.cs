using Abstractions;

namespace Handlers.Demo.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EchoHandlerTests
{
    private readonly EchoHandler _handler = new();
    private readonly RecordingConnection _connection = new();

    [TestCase("Hello")]
    [TestCase("")]
    [TestCase("Grüße ✓ 𝄞")]
    public async Task Text_comes_back_as_text(string text)
    {
        await _handler.OnMessageAsync(_connection, Message.FromText(text), CancellationToken.None);

        Assert.That(_connection.Sent, Has.Count.EqualTo(1));
        Assert.That(_connection.Sent[0].Kind, Is.EqualTo(MessageKind.Text));
        Assert.That(_connection.Sent[0].Text, Is.EqualTo(text));
    }

    [Test]
    public async Task Binary_comes_back_as_binary()
    {
        byte[] payload = [0x00, 0x7F, 0x80, 0xFF];

        await _handler.OnMessageAsync(_connection, Message.FromBinary(payload), CancellationToken.None);

        Assert.That(_connection.Sent, Has.Count.EqualTo(1));
        Assert.That(_connection.Sent[0].Kind, Is.EqualTo(MessageKind.Binary));
        Assert.That(_connection.Sent[0].Payload.ToArray(), Is.EqualTo(payload));
    }

    [Test]
    public async Task Messages_keep_their_order()
    {
        foreach (var text in (string[])["1", "2", "3"])
            await _handler.OnMessageAsync(_connection, Message.FromText(text), CancellationToken.None);

        Assert.That(_connection.Sent.Select(message => message.Text), Is.EqualTo((string[])["1", "2", "3"]));
    }

    [Test]
    public async Task Waits_for_room_before_it_takes_the_next_message()
    {
        var room = new TaskCompletionSource();
        _connection.Room = room.Task;

        var echoed = _handler.OnMessageAsync(_connection, Message.FromText("Hello"), CancellationToken.None).AsTask();
        Assert.That(echoed.IsCompleted, Is.False);

        room.SetResult();
        await echoed;
        Assert.That(_connection.Sent, Has.Count.EqualTo(1));
    }
}
