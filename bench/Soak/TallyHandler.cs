using Abstractions;

namespace Soak;

/// <summary>Answers every message with what is left.</summary>
public sealed class TallyHandler(Tally tally) : IConnectionHandler
{
    /// <inheritdoc/>
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.SendAsync(tally.Take(), cancellationToken);
    }
}
