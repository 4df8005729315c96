namespace Abstractions;

/// <summary>Conveniences over <see cref="IConnectionGroup"/>.</summary>
public static class ConnectionGroupExtensions
{
    /// <summary>Sends a text to everyone in the group. See <see cref="IConnectionGroup.Send"/>.</summary>
    /// <returns>How many members took the message.</returns>
    public static int Send(this IConnectionGroup group, string text)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.Send(Message.FromText(text));
    }
}
