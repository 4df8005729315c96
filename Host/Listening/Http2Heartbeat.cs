using Microsoft.AspNetCore.Connections.Features;

namespace Host.Listening;

/// <summary>
/// Kestrel's heartbeat of one HTTP/2 connection, which can be made to beat. Kestrel ends a connection in a stop when its last stream has ended,
/// but sees that only when something arrives or its heart beats, and in a stop the heart beats no more.
/// </summary>
internal sealed class Http2Heartbeat(IConnectionHeartbeatFeature heartbeat) : IConnectionHeartbeatFeature
{
    private Action? _beat;

    public void OnHeartbeat(Action<object> action, object state)
    {
        _beat += () => action(state);
        heartbeat.OnHeartbeat(action, state);
    }

    public void Beat() => _beat?.Invoke();
}
