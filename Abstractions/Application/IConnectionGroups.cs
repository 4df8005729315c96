namespace Abstractions;

/// <summary>Makes groups. Ask for it in a constructor; the host provides it to every plugin.</summary>
public interface IConnectionGroups
{
    /// <summary>Makes an empty group, which lives as long as somebody refers to it.</summary>
    /// <param name="slowMembers">What becomes of a member that does not read as fast as the group sends.</param>
    IConnectionGroup Create(SlowMemberPolicy slowMembers = SlowMemberPolicy.Disconnect);
}
