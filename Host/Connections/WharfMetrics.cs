using System.Diagnostics.Metrics;

namespace Host.Connections;

/// <summary>The counters of the host, under the meter <c>Wharf</c>. docs/operating.md lists them.</summary>
internal static class WharfMetrics
{
    private static readonly Meter Meter = new("Wharf");

    public static readonly Counter<long> MessagesReceived = Meter.CreateCounter<long>("wharf.messages.received", "{message}");
    public static readonly Counter<long> MessagesSent = Meter.CreateCounter<long>("wharf.messages.sent", "{message}");

    /// <summary>Times a send waited for <c>Limits:SendQueueBytes</c>.</summary>
    public static readonly Counter<long> SendsWaited = Meter.CreateCounter<long>("wharf.sends.waited", "{send}");

    /// <summary>Times reading waited for <c>Limits:ReadAheadBytes</c>.</summary>
    public static readonly Counter<long> ReadsPaused = Meter.CreateCounter<long>("wharf.reads.paused", "{pause}");

    /// <summary>Closing handshakes that <c>Limits:CloseSeconds</c> cut off.</summary>
    public static readonly Counter<long> ClosesTimedOut = Meter.CreateCounter<long>("wharf.closes.timed_out", "{connection}");

    /// <summary>Connections dropped because nothing could be sent for <c>Limits:SendSeconds</c>.</summary>
    public static readonly Counter<long> SendsTimedOut = Meter.CreateCounter<long>("wharf.sends.timed_out", "{connection}");

    /// <summary>Connections closed because a frame took longer than <c>Limits:FrameSeconds</c>.</summary>
    public static readonly Counter<long> FramesTimedOut = Meter.CreateCounter<long>("wharf.frames.timed_out", "{connection}");

    /// <summary>Connections given up for want of a sign of life.</summary>
    public static readonly Counter<long> KeepAliveTimedOut = Meter.CreateCounter<long>("wharf.keepalive.timed_out", "{connection}");

    /// <summary>Connections that ended, or ran out of time, before their opening handshake was complete.</summary>
    public static readonly Counter<long> HandshakesDropped = Meter.CreateCounter<long>("wharf.handshakes.dropped", "{connection}");

    /// <summary>Messages that were not sent because their peer does not read and the route says <see cref="Abstractions.SendPolicy.DropOldest"/>.</summary>
    public static readonly Counter<long> MessagesDropped = Meter.CreateCounter<long>("wharf.sends.dropped", "{message}");

    /// <summary>Connections closed because their peer does not read and the route says <see cref="Abstractions.SendPolicy.Disconnect"/>.</summary>
    public static readonly Counter<long> SlowPeersDisconnected = Meter.CreateCounter<long>("wharf.sends.disconnected", "{connection}");

    /// <summary>Times a connection could not be accepted.</summary>
    public static readonly Counter<long> AcceptsFailed = Meter.CreateCounter<long>("wharf.accepts.failed", "{error}");

    /// <summary>Messages of groups that slow members did not get.</summary>
    public static readonly Counter<long> GroupMessagesDropped = Meter.CreateCounter<long>("wharf.group.dropped", "{message}");

    /// <summary>Members of groups that were disconnected for being slow.</summary>
    public static readonly Counter<long> GroupMembersDisconnected = Meter.CreateCounter<long>("wharf.group.disconnected", "{connection}");

    private static readonly UpDownCounter<long> OpenConnections = Meter.CreateUpDownCounter<long>("wharf.connections.open", "{connection}");
    private static readonly Counter<long> OpenedConnections = Meter.CreateCounter<long>("wharf.connections.opened", "{connection}");
    private static readonly Counter<long> ClosedConnections = Meter.CreateCounter<long>("wharf.connections.closed", "{connection}");
    private static readonly Counter<long> RefusedHandshakes = Meter.CreateCounter<long>("wharf.handshakes.refused", "{handshake}");
    private static readonly Counter<long> TurnedAway = Meter.CreateCounter<long>("wharf.connections.turned_away", "{connection}");
    private static readonly Counter<long> AmbiguousHandshakes = Meter.CreateCounter<long>("wharf.handshakes.ambiguous", "{handshake}");
    private static readonly Counter<long> Violations = Meter.CreateCounter<long>("wharf.violations", "{violation}");
    private static readonly Counter<long> RefusedUpstream = Meter.CreateCounter<long>("wharf.upstream.refused", "{request}");
    private static readonly Counter<long> PluginFaults = Meter.CreateCounter<long>("wharf.plugin.faults", "{fault}");

    private static readonly Counter<long> MovedHandlers = Meter.CreateCounter<long>("wharf.handlers.moved", "{handler}");
    private static readonly UpDownCounter<long> Generations = Meter.CreateUpDownCounter<long>("wharf.plugin.generations", "{load}");
    private static readonly Counter<long> PluginLoads = Meter.CreateCounter<long>("wharf.plugin.loads", "{load}");
    private static readonly Counter<long> PluginRebinds = Meter.CreateCounter<long>("wharf.plugin.rebinds", "{connection}");
    private static readonly Counter<long> PluginUnloads = Meter.CreateCounter<long>("wharf.plugin.unloads", "{load}");

    public static void PluginRebind(string plugin, string outcome) => PluginRebinds.Add(1, Tag("plugin", plugin), Tag("outcome", outcome));

    public static void Opened(string protocol)
    {
        OpenConnections.Add(1, Tag("protocol", protocol));
        OpenedConnections.Add(1, Tag("protocol", protocol));
    }

    public static void Removed(string protocol) => OpenConnections.Add(-1, Tag("protocol", protocol));

    public static void Closed(string protocol, ushort code)
    {
        // The code is an object as a tag.
        if (ClosedConnections.Enabled)
            ClosedConnections.Add(1, Tag("protocol", protocol), Tag("code", (int)code));
    }

    public static void Refused(int status) => RefusedHandshakes.Add(1, Tag("status", status));

    public static void BeyondLimit(string limit) => TurnedAway.Add(1, Tag("limit", limit));

    public static void UpstreamRefused(int status) => RefusedUpstream.Add(1, Tag("status", status));

    public static void Ambiguous() => AmbiguousHandshakes.Add(1);

    public static void Violation(string protocol, ushort code) => Violations.Add(1, Tag("protocol", protocol), Tag("code", (int)code));

    public static void PluginFault(string plugin, string kind) => PluginFaults.Add(1, Tag("plugin", plugin), Tag("kind", kind));

    public static void PluginFault(string plugin, string kind, string handler) =>
        PluginFaults.Add(1, Tag("plugin", plugin), Tag("kind", kind), Tag("handler", handler));

    public static void HandlerMoved(string plugin, string handler) => MovedHandlers.Add(1, Tag("plugin", plugin), Tag("handler", handler));

    public static void PluginGenerations(string plugin, int change) => Generations.Add(change, Tag("plugin", plugin));

    public static void PluginLoad(string plugin, string outcome) => PluginLoads.Add(1, Tag("plugin", plugin), Tag("outcome", outcome));

    public static void PluginUnload(string plugin, string outcome) => PluginUnloads.Add(1, Tag("plugin", plugin), Tag("outcome", outcome));

    private static KeyValuePair<string, object?> Tag(string key, object value) => new(key, value);
}
