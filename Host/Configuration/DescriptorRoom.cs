namespace Host.Configuration;

/// <summary>Tells whether descriptors are left, without asking the system for the limit each time. Safe from any thread.</summary>
/// <param name="askLimit">Asks the system.</param>
internal sealed class DescriptorRoom(Func<int> askLimit)
{
    /// <summary>How often a limit is believed. One that was lowered is seen after so many descriptors; one that was raised, as soon as it matters.</summary>
    public const int Uses = 64;

    private int _limit;
    private int _left;

    /// <summary>The limit as it was last asked for.</summary>
    public int Limit => Volatile.Read(ref _limit);

    /// <summary>Tells whether a new descriptor leaves enough of them for all else.</summary>
    /// <param name="descriptor">POSIX: a new one is the lowest that is free. So where this one is low enough, the reserve is untouched.</param>
    public bool IsEnoughAfter(nint descriptor)
    {
        if (Interlocked.Decrement(ref _left) >= 0 && descriptor < Limit - DescriptorLimit.Reserve)
            return true;
        Volatile.Write(ref _left, Uses - 1);
        Volatile.Write(ref _limit, askLimit());
        return descriptor < Limit - DescriptorLimit.Reserve;
    }
}
