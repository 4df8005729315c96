namespace Host.Swapping;

/// <summary>How far a load of a plugin that is not served any more has come.</summary>
internal enum RetirementState
{
    /// <summary>Its connections may go on.</summary>
    Draining,

    /// <summary>Its connections are being closed.</summary>
    Closing,

    /// <summary>Its services are being disposed of.</summary>
    Disposing,

    /// <summary>Nothing of the host refers to it; it goes with the next collections.</summary>
    Unloading,

    /// <summary>Something still refers to it after a minute.</summary>
    Pinned,

    /// <summary>It is gone from memory.</summary>
    Unloaded,
}
