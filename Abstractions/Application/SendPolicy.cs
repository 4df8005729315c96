namespace Abstractions;

/// <summary>What <see cref="IConnection.SendAsync"/> does with a message for which there is no room: <c>Limits:SendQueueBytes</c> wait to be sent.</summary>
/// <remarks>A message to a group never waits, and meets the group's <see cref="SlowMemberPolicy"/> instead.</remarks>
public enum SendPolicy
{
    /// <summary>It waits for room, and with it the sender: nothing is lost, and the peer sets the speed.</summary>
    Wait,

    /// <summary>
    /// It takes the place of the oldest messages of which nothing was sent yet: whoever is slow sees the newest, and the sender never waits.
    /// Only whole messages are dropped, and never a control frame.
    /// </summary>
    DropOldest,

    /// <summary>
    /// It is not sent; the connection is closed with <see cref="CloseCode.PolicyViolation"/>, and the send fails as any later one does: who
    /// stays has missed nothing, and the sender never waits.
    /// </summary>
    Disconnect,
}
