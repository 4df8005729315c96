using Abstractions;

namespace Host.Connections;

/// <summary>The open connections of the process. Safe from any thread.</summary>
internal sealed class ConnectionRegistry
{
    private readonly Lock _gate = new();
    private readonly HashSet<Connection> _connections = [];
    private CloseReason? _closing;

    public int Count
    {
        get
        {
            lock (_gate)
                return _connections.Count;
        }
    }

    /// <summary>Adds a connection; one that comes after <see cref="CloseAll"/> is closed at once.</summary>
    public void Add(Connection connection)
    {
        CloseReason? closing;
        lock (_gate)
        {
            _connections.Add(connection);
            closing = _closing;
        }
        WharfMetrics.Opened(connection.Protocol);
        if (closing is { } reason)
            connection.Close(reason, failed: false);
    }

    public void Remove(Connection connection)
    {
        lock (_gate)
            _connections.Remove(connection);
        WharfMetrics.Removed(connection.Protocol);
    }

    /// <summary>Starts the closing handshake on every connection, now and from now on.</summary>
    public void CloseAll(CloseReason reason)
    {
        Connection[] open;
        lock (_gate)
        {
            _closing = reason;
            open = [.. _connections];
        }
        foreach (var connection in open)
            connection.Close(reason, failed: false);
    }
}
