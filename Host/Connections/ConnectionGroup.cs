using System.Buffers;
using Abstractions;

namespace Host.Connections;

/// <summary>A group of this process. Refers to its members, and they to it, until either lets go.</summary>
internal sealed class ConnectionGroup(SlowMemberPolicy slowMembers, ArrayPool<byte> pool) : IConnectionGroup
{
    // Taken before _gate. One message at a time, so that all members see the same order.
    private readonly Lock _sending = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Connection> _members = [];
    private readonly SharedEncoding _encoding = new(pool);

    public int Count
    {
        get
        {
            lock (_gate)
                return _members.Count;
        }
    }

    public bool Add(IConnection connection)
    {
        var member = Own(connection);
        if (slowMembers == SlowMemberPolicy.DropOldest)
            member.TrackSends();
        lock (_gate)
            return !_members.Contains(member) && member.TryJoin(this) && _members.Add(member);
    }

    public bool Remove(IConnection connection)
    {
        var member = Own(connection);
        bool removed;
        lock (_gate)
            removed = _members.Remove(member);
        if (removed)
            member.Leave(this);
        return removed;
    }

    public int Send(Message message)
    {
        var count = 0;
        var queued = 0;
        Connection[] members = [];
        lock (_sending)
        {
            lock (_gate)
            {
                count = _members.Count;
                members = ArrayPool<Connection>.Shared.Rent(count);
                _members.CopyTo(members);
            }
            _encoding.Begin(message);
            for (var i = 0; i < count; i++)
            {
                var outcome = members[i].Post(_encoding, slowMembers, out var mustFlush);
                if (outcome == PostOutcome.Queued)
                    queued++;
                else
                    OnNotQueued(members[i], outcome);
                if (!mustFlush)
                    members[i] = null!;
            }
            _encoding.End();
        }
        // Outside the lock: whoever sends next need not wait for these system calls.
        for (var i = 0; i < count; i++)
            members[i]?.StartFlush();
        ArrayPool<Connection>.Shared.Return(members, clearArray: true);
        return queued;
    }

    private static void OnNotQueued(Connection member, PostOutcome outcome)
    {
        if (outcome == PostOutcome.Dropped)
            WharfMetrics.GroupMessagesDropped.Add(1);
        if (outcome == PostOutcome.TooSlow && member.CloseAsTooSlow())
            WharfMetrics.GroupMembersDisconnected.Add(1);
    }

    private static Connection Own(IConnection connection) => connection as Connection
        ?? throw new ArgumentException("Only connections of this host can be in a group; pass the one that the handler was given.", nameof(connection));
}
