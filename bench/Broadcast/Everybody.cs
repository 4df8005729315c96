using Abstractions;

namespace Broadcast;

/// <summary>The group of all connections.</summary>
/// <param name="groups">Makes it.</param>
public sealed class Everybody(IConnectionGroups groups)
{
    /// <summary>The group; whoever does not keep up is disconnected, so that nobody's measurement lacks a message.</summary>
    public IConnectionGroup Members { get; } = groups.Create(SlowMemberPolicy.Disconnect);
}
