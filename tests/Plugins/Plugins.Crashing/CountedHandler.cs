using Abstractions;

namespace Plugins.Crashing;

/// <summary>Answers with the count of faults that have the tags in the message. Counting begins with the first connection.</summary>
public sealed class CountedHandler(CountedFaults counted) : IConnectionHandler
{
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) =>
        connection.SendAsync($"{counted.Of(message.Text)}", cancellationToken);
}
