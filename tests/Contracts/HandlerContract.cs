using Abstractions;

namespace Contracts;

/// <summary>What every <see cref="IConnectionHandler"/> must bear, and must not do.</summary>
/// <typeparam name="THandler">The handler under test; override <see cref="CreateHandler"/> where it needs services.</typeparam>
public abstract class HandlerContract<THandler> where THandler : class, IConnectionHandler
{
    // Occurs in no sample message, and never in UTF-8.
    private const byte Poison = 0xFE;

    /// <summary>Makes a handler for one connection.</summary>
    protected virtual THandler CreateHandler() => Activator.CreateInstance<THandler>();

    /// <summary>Messages to send to the handler; none may contain the byte 0xFE.</summary>
    protected virtual IReadOnlyList<Message> SampleMessages =>
    [
        Message.FromText("Hello"), Message.FromText(""), Message.FromText("a\u00E9\u20AC\U0001F600z"), Message.FromText("{\"type\":\"unknown\"}"),
        Message.FromBinary(new byte[] { 0, 1, 2, 0x80, 0xFF }), Message.FromBinary(default), Message.FromText(Samples.Text(10_000)),
    ];

    /// <summary>A whole life: connect, messages, disconnect.</summary>
    [Test, CancelAfter(60_000)]
    public async Task Lives_from_connect_to_disconnect(CancellationToken cancellationToken)
    {
        using var life = new HandlerLife(CreateHandler());
        await life.ConnectAsync(cancellationToken);
        foreach (var message in SampleMessages)
            await life.ReceiveAsync(message, cancellationToken);
        await life.DisconnectAsync(cancellationToken);
    }

    /// <summary>A peer may go without having said anything.</summary>
    [Test, CancelAfter(60_000)]
    public async Task Lives_without_messages(CancellationToken cancellationToken)
    {
        using var life = new HandlerLife(CreateHandler());
        await life.ConnectAsync(cancellationToken);
        await life.DisconnectAsync(cancellationToken);
    }

    /// <summary>A payload is not used after the task has completed that was returned for it.</summary>
    [Test, CancelAfter(60_000)]
    public async Task Does_not_use_a_payload_after_completing(CancellationToken cancellationToken)
    {
        using var life = new HandlerLife(CreateHandler());
        await life.ConnectAsync(cancellationToken);
        foreach (var message in SampleMessages.Concat(SampleMessages))
        {
            var buffer = message.Payload.ToArray();
            Assert.That(buffer, Does.Not.Contain(Poison), "A sample message contains the byte that marks freed memory.");
            await life.ReceiveAsync(new Message(message.Kind, buffer), cancellationToken);
            Array.Fill(buffer, Poison);
        }
        while (life.Connection.ReleaseSend())
        {
        }
        await life.DisconnectAsync(cancellationToken);
        foreach (var sent in life.Connection.Sent)
            Assert.That(sent.Payload.Span.Contains(Poison), Is.False, "The payload of a received message was used after OnMessageAsync had completed.");
    }

    /// <summary>The connection may be over at any time; then nothing but the end of the connection comes out of a handler.</summary>
    [Test, CancelAfter(60_000)]
    public async Task Survives_the_end_of_the_connection(CancellationToken cancellationToken)
    {
        using var life = new HandlerLife(CreateHandler());
        await life.ConnectAsync(cancellationToken);
        life.Connection.Abort();
        foreach (var message in SampleMessages)
        {
            try
            {
                await life.ReceiveAsync(message, cancellationToken);
            }
            catch (Exception exception) when (exception is ConnectionClosedException or OperationCanceledException)
            {
                // The host expects either from a handler whose connection is over.
            }
        }
        await life.DisconnectAsync(cancellationToken);
    }

    /// <summary>The connection may end while a handler waits for it to take a message.</summary>
    [Test, CancelAfter(60_000)]
    public async Task Survives_the_end_of_the_connection_while_it_sends(CancellationToken cancellationToken)
    {
        using var life = new HandlerLife(CreateHandler());
        await life.ConnectAsync(cancellationToken);
        try
        {
            var running = life.Handler.OnMessageAsync(life.Connection, SampleMessages[0], life.Connection.Aborted).AsTask();
            life.Connection.Abort();
            await running.WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is ConnectionClosedException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // As above.
        }
        await life.DisconnectAsync(cancellationToken);
    }

    /// <summary>Handlers of different connections run at the same time.</summary>
    [Test, CancelAfter(60_000)]
    public async Task Handlers_run_side_by_side(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
            async () =>
            {
                using var life = new HandlerLife(CreateHandler());
                await life.ConnectAsync(cancellationToken);
                foreach (var message in SampleMessages)
                    await life.ReceiveAsync(message, cancellationToken);
                await life.DisconnectAsync(cancellationToken);
            },
            cancellationToken)));
    }
}
