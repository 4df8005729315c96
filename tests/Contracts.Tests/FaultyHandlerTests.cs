using Abstractions;
using NUnit.Framework.Internal;

namespace Contracts.Tests;

/// <summary>The handler contract finds what it is there to find.</summary>
public sealed class FaultyHandlerTests
{
    [Test]
    public void A_payload_sent_after_completion_is_found() =>
        AssertFinds<ForgetfulHandler>(contract => contract.Does_not_use_a_payload_after_completing);

    [Test]
    public void A_payload_kept_for_the_next_message_is_found() =>
        AssertFinds<KeepingHandler>(contract => contract.Does_not_use_a_payload_after_completing);

    [Test]
    public void An_exception_at_the_end_of_the_connection_is_found() =>
        AssertFinds<FragileHandler>(contract => contract.Survives_the_end_of_the_connection);

    [Test]
    public void A_disconnect_that_needs_a_message_is_found() =>
        AssertFinds<ExpectantHandler>(contract => contract.Lives_without_messages);

    [Test]
    public void State_shared_by_connections_is_found() =>
        AssertFinds<SharingHandler>(contract => contract.Handlers_run_side_by_side);

    private static void AssertFinds<THandler>(Func<Contract<THandler>, Func<CancellationToken, Task>> test) where THandler : class, IConnectionHandler
    {
        // In a context of its own, or the failure that is wanted would be one of this test.
        using (new TestExecutionContext.IsolatedContext())
            Assert.That(async () => await test(new Contract<THandler>())(CancellationToken.None), Throws.Exception);
    }

    private sealed class Contract<THandler> : HandlerContract<THandler> where THandler : class, IConnectionHandler;

    private sealed class ForgetfulHandler : IConnectionHandler
    {
        public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
        {
            _ = connection.SendAsync(message, cancellationToken).AsTask();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class KeepingHandler : IConnectionHandler
    {
        private Message _last;

        public async ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
        {
            await connection.SendAsync(_last, cancellationToken);
            _last = message;
        }
    }

    private sealed class FragileHandler : IConnectionHandler
    {
        public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested ? throw new InvalidOperationException() : ValueTask.CompletedTask;
    }

    private sealed class ExpectantHandler : IConnectionHandler
    {
        private Message? _first;

        public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
        {
            _first ??= message;
            return ValueTask.CompletedTask;
        }

        public ValueTask OnDisconnectAsync(IConnection connection, CloseReason reason)
        {
            _ = _first!.Value.Payload;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class SharingHandler : IConnectionHandler
    {
        private static IConnection? _only;

        public async ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
        {
            if (Interlocked.CompareExchange(ref _only, connection, null) is { } other && other != connection)
                throw new InvalidOperationException("Another connection is here.");
            await connection.SendAsync(message, cancellationToken);
        }
    }
}
