using Abstractions;

namespace Contracts;

/// <summary>
/// Groups of <see cref="FakeConnection"/>s in memory. What is sent to a group is in <see cref="FakeConnection.Sent"/> when the send returns: a group
/// never waits, and no fake connection is slow. One that has ended is in no group any more.
/// </summary>
public sealed class FakeConnectionGroups : IConnectionGroups
{
    /// <inheritdoc/>
    public IConnectionGroup Create(SlowMemberPolicy slowMembers = SlowMemberPolicy.Disconnect) => new Group();

    private sealed class Group : IConnectionGroup
    {
        private readonly Lock _gate = new();
        private readonly List<FakeConnection> _members = [];

        public int Count
        {
            get
            {
                lock (_gate)
                    return Present().Count;
            }
        }

        public bool Add(IConnection connection)
        {
            var member = Own(connection);
            lock (_gate)
            {
                if (member.Aborted.IsCancellationRequested || _members.Contains(member))
                    return false;
                _members.Add(member);
                return true;
            }
        }

        public bool Remove(IConnection connection)
        {
            var member = Own(connection);
            lock (_gate)
                return Present().Remove(member);
        }

        public int Send(Message message)
        {
            lock (_gate)
                return Present().Count(member => member.TryTake(message));
        }

        private List<FakeConnection> Present()
        {
            _members.RemoveAll(member => member.Aborted.IsCancellationRequested);
            return _members;
        }

        private static FakeConnection Own(IConnection connection) => connection as FakeConnection
            ?? throw new ArgumentException("Only fake connections can be in this group; pass the one that the handler was given.", nameof(connection));
    }
}
