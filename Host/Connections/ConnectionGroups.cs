using System.Buffers;
using Abstractions;

namespace Host.Connections;

/// <summary>Makes groups for plugins.</summary>
internal sealed class ConnectionGroups : IConnectionGroups
{
    public IConnectionGroup Create(SlowMemberPolicy slowMembers = SlowMemberPolicy.Disconnect) => new ConnectionGroup(slowMembers, ArrayPool<byte>.Shared);
}
