using Microsoft.AspNetCore.Connections.Features;

namespace Host.Listening;

/// <summary>
/// Kestrel's heartbeat, by which it looks at its time limits on a connection, until an opening handshake takes the transport away. Kestrel does
/// not sign off when it returns: it would reset the WebSocket connection for a response that does not leave fast enough.
/// </summary>
internal sealed class DetachableHeartbeat(IConnectionHeartbeatFeature heartbeat, DetachableTransport transport) : IConnectionHeartbeatFeature
{
    public void OnHeartbeat(Action<object> action, object state) => heartbeat.OnHeartbeat(
        _ =>
        {
            if (transport.Taken is null)
                action(state);
        },
        state);
}
