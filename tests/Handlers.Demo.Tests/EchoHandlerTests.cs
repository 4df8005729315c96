using Abstractions;
using Contracts;

namespace Handlers.Demo.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EchoHandlerTests : IDisposable
{
    private readonly EchoHandler _handler = new();
    private readonly FakeConnection _connection = new();

    public void Dispose() => _connection.Dispose();

    [TestCase("Hello")]
    [TestCase("")]
    [TestCase("Grüße ✓ 𝄞")]
    public async Task Text_comes_back_as_text(string text)
    {
        await EchoAsync(Message.FromText(text));

        var echo = _connection.Sent.Single();
        Assert.That(echo.Kind, Is.EqualTo(MessageKind.Text));
        Assert.That(echo.Text, Is.EqualTo(text));
    }

    [Test]
    public async Task Binary_comes_back_as_binary()
    {
        byte[] payload = [0x00, 0x7F, 0x80, 0xFF];

        await EchoAsync(Message.FromBinary(payload));

        var echo = _connection.Sent.Single();
        Assert.That(echo.Kind, Is.EqualTo(MessageKind.Binary));
        Assert.That(echo.Payload.ToArray(), Is.EqualTo(payload));
    }

    [Test]
    public async Task Messages_keep_their_order()
    {
        foreach (var text in (string[])["1", "2", "3"])
            await EchoAsync(Message.FromText(text));

        Assert.That(_connection.Sent.Select(message => message.Text), Is.EqualTo((string[])["1", "2", "3"]));
    }

    [Test]
    public async Task The_next_message_waits_until_there_is_room_for_this_one()
    {
        var echoed = _handler.OnMessageAsync(_connection, Message.FromText("Hello"), _connection.Aborted).AsTask();
        Assert.That(echoed.IsCompleted, Is.False);

        _connection.ReleaseSend();
        await echoed;
    }

    private async Task EchoAsync(Message message)
    {
        var echoed = _handler.OnMessageAsync(_connection, message, _connection.Aborted);
        Assert.That(_connection.ReleaseSend(), Is.True, "something is sent at once");
        await echoed;
    }
}
