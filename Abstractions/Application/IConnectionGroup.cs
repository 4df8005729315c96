namespace Abstractions;

/// <summary>
/// Connections that are sent the same messages, whatever their revision. Local to the process. Made by <see cref="IConnectionGroups"/>; safe from
/// any thread.
/// </summary>
public interface IConnectionGroup
{
    /// <summary>How many connections are in the group now.</summary>
    int Count { get; }

    /// <summary>Adds a connection of this host. One that ends leaves all its groups by itself, before its disconnect call.</summary>
    /// <returns>False when it is in the group already, or has ended.</returns>
    bool Add(IConnection connection);

    /// <summary>Removes a connection.</summary>
    /// <returns>False when it is not in the group.</returns>
    bool Remove(IConnection connection);

    /// <summary>
    /// Sends a message to everyone in the group, in the same order for all. Never waits: a member without room meets the group's
    /// <see cref="SlowMemberPolicy"/>. The payload may be reused as soon as the method returns.
    /// </summary>
    /// <returns>How many members took the message; those that are closing, or whose revision cannot carry it, do not.</returns>
    int Send(Message message);
}
