namespace Abstractions;

/// <summary>What becomes of a group's member for which more than <c>Limits:SendQueueBytes</c> would wait to be sent.</summary>
public enum SlowMemberPolicy
{
    /// <summary>It is closed with <see cref="CloseCode.PolicyViolation"/>: whoever stays has missed nothing.</summary>
    Disconnect,

    /// <summary>Its oldest messages of which nothing was sent yet are dropped: whoever is slow sees the newest.</summary>
    DropOldest,
}
