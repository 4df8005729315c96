using Abstractions;

namespace Host.Connections;

/// <summary>Messages that wait for a handler that is at work, in pooled buffers. Guarded by the lock of the dispatch. Empty, it holds no memory.</summary>
internal sealed class WaitingMessages
{
    // What a waiting message costs beside its payload: without it, empty messages would be free.
    private const int EntryBytes = 64;

    private Queue<(Message Message, byte[] Buffer)>? _messages;

    /// <summary>What they cost in all.</summary>
    public int Bytes { get; private set; }

    public void Enqueue(in Message message, byte[] buffer)
    {
        (_messages ??= new Queue<(Message, byte[])>()).Enqueue((message, buffer));
        Bytes += message.Payload.Length + EntryBytes;
    }

    public bool TryDequeue(out Message message, out byte[]? buffer)
    {
        if (_messages is null || !_messages.TryDequeue(out var entry))
        {
            (message, buffer) = (default, null);
            return false;
        }
        (message, buffer) = entry;
        Bytes -= message.Payload.Length + EntryBytes;
        return true;
    }
}
