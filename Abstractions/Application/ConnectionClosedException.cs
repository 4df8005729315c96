namespace Abstractions;

/// <summary>A message could not be sent because the connection is closed or closing.</summary>
/// <param name="reason">Why the connection ended, as far as it is known.</param>
public sealed class ConnectionClosedException(CloseReason reason) : Exception($"The connection is closed: {reason}.")
{
    /// <summary>Why the connection ended, as far as it is known.</summary>
    public CloseReason Reason { get; } = reason;
}
