using Abstractions;

namespace Host.Tests.Listening;

/// <summary>Can be made once, which is when its plugin is loaded, and for no connection.</summary>
internal sealed class MadeOnceHandler : IConnectionHandler
{
    public MadeOnceHandler(Count made)
    {
        if (made.Increment() > 1)
            throw new InvalidDataException("On purpose.");
    }

    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>How many there were; a singleton of the plugin.</summary>
    public sealed class Count
    {
        private int _value;

        public int Increment() => Interlocked.Increment(ref _value);
    }
}
