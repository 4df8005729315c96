namespace Abstractions;

/// <summary>
/// What a handler implements beside <see cref="IConnectionHandler"/> to have its connections moved to the next version of its plugin, rather than closed:
/// the version that goes writes its state, the version that comes reads it, between two messages, and the peer notices nothing.
/// </summary>
/// <remarks>
/// Both versions implement it, for a handler of the same name. The move is no end: <see cref="IConnectionHandler.OnDisconnectAsync"/> is not called on the
/// old object, nor <see cref="IConnectionHandler.OnConnectAsync"/> on the new one. No message is lost, and what was sent before arrives before. The
/// <see cref="IConnection"/> stays the same, and in the groups it is in. When anything of the move fails, the connection is closed with 1012; it stays the
/// old object's, whose <see cref="IConnectionHandler.OnDisconnectAsync"/> is called.
/// </remarks>
public interface IStateHandOver
{
    /// <summary>The most bytes a state may have.</summary>
    const int MaxStateBytes = 64 * 1024;

    /// <summary>Writes down what the next version needs to go on. Called when no other method of the object runs.</summary>
    /// <remarks>
    /// Must not block, and must not send. After it the object is disposed of, where it is disposable, while the new one may be at work already: what the
    /// handler runs or has registered on <see cref="IConnection.Aborted"/> ends there, or the old version stays in memory.
    /// </remarks>
    /// <returns>At most <see cref="MaxStateBytes"/>, in a form that versions to come can read, and those before it, should one be put back.</returns>
    ReadOnlyMemory<byte> ExportState();

    /// <summary>Takes a connection over. Called once, in place of <see cref="IConnectionHandler.OnConnectAsync"/>, before any message.</summary>
    /// <remarks>Must not block, nor keep the memory. An exception says that the state cannot be used.</remarks>
    /// <param name="connection">The connection, valid for the life of the handler.</param>
    /// <param name="state">What another version's <see cref="ExportState"/> returned.</param>
    void ImportState(IConnection connection, ReadOnlyMemory<byte> state);
}
