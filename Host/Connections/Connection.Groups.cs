using Abstractions;

namespace Host.Connections;

/// <content>The connection as a member of groups.</content>
internal sealed partial class Connection
{
    private List<ConnectionGroup>? _groups;
    private bool _hasLeft;

    // An object of the connection's own that nothing else locks.
    private object GroupsGate => _life;

    /// <summary>Notes a group, so that the connection leaves it when it ends. False when it has ended.</summary>
    public bool TryJoin(ConnectionGroup group)
    {
        lock (GroupsGate)
        {
            if (_hasLeft)
                return false;
            (_groups ??= []).Add(group);
            return true;
        }
    }

    /// <summary>Forgets a group that has removed the connection.</summary>
    public void Leave(ConnectionGroup group)
    {
        lock (GroupsGate)
            _groups?.Remove(group);
    }

    public void TrackSends() => _sends.TrackFrames();

    /// <summary>Queues a message of a group; see <see cref="SendQueue.Post(SharedEncoding, SlowMemberPolicy, out bool)"/>.</summary>
    public PostOutcome Post(SharedEncoding encoding, SlowMemberPolicy policy, out bool mustFlush)
    {
        try
        {
            return _sends.Post(encoding, policy, out mustFlush);
        }
        catch (Exception exception)
        {
            // One member's codec must not keep the message from the others.
            ConnectionLog.AdapterFault(Services.Logger, exception, Id, Protocol);
            Close(new CloseReason(CloseCode.InternalError), failed: true);
            mustFlush = false;
            return PostOutcome.Refused;
        }
    }

    /// <summary>Sends what <see cref="Post"/> has queued.</summary>
    public void StartFlush() => _sends.StartFlush();

    /// <summary>Sends what the transport was told of by <see cref="ITransport.Defer"/>, on its thread.</summary>
    public void FlushDeferred() => _sends.FlushDeferred();

    private void LeaveGroups()
    {
        List<ConnectionGroup>? groups;
        lock (GroupsGate)
        {
            _hasLeft = true;
            (groups, _groups) = (_groups, null);
        }
        foreach (var group in groups ?? [])
            group.Remove(this);
    }
}
