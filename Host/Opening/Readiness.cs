namespace Host.Opening;

/// <summary>Whether the host takes new connections: not once it has begun to stop. Safe from any thread.</summary>
internal sealed class Readiness
{
    private volatile bool _isStopping;

    public bool IsStopping => _isStopping;

    /// <summary>From now on the host takes no new connection.</summary>
    public void End() => _isStopping = true;
}
