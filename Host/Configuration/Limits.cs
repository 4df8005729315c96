using Microsoft.Extensions.Configuration;

namespace Host.Configuration;

/// <summary>The limits of the host: the section <c>Limits</c>. docs/operating.md lists them.</summary>
internal sealed record Limits
{
    // What the runtime, plugins, listeners, pages and handshakes need beside the connections.
    private const int OtherDescriptors = 256;
    private const int MostConnections = 100_000;
    private const int MostStreams = 1024;

    /// <summary>The most WebSocket connections. Beyond it: 503.</summary>
    public int Connections { get; init; } = Math.Min(MostConnections, DescriptorsForConnections);

    /// <summary>The most of them from one address; 0 for any number. Beyond it: 429.</summary>
    public int ConnectionsPerAddress { get; init; }

    /// <summary>The most opening handshakes in progress. Beyond it: 503.</summary>
    public int Handshakes { get; init; } = 1000;

    /// <summary>The largest message, over all its fragments. Beyond it: 1009.</summary>
    public int MessageBytes { get; init; } = 1024 * 1024;

    /// <summary>The largest number of fragments in a message, empty ones included. Beyond it: 1009.</summary>
    /// <remarks>A message of the default size in fragments of 64 bytes has as many.</remarks>
    public int MessageFragments { get; init; } = 16 * 1024;

    /// <summary>The largest head of an opening handshake. Beyond it: 431.</summary>
    public int RequestHeadBytes { get; init; } = 16 * 1024;

    /// <summary>The time for an opening handshake, from the connection to its last byte. Beyond it: 408.</summary>
    public int HandshakeSeconds { get; init; } = 10;

    /// <summary>The time for one frame, from its first byte to its last; 0 sets none. Beyond it: 1008.</summary>
    public int FrameSeconds { get; init; }

    /// <summary>What is received and decoded ahead of a handler that is at work. Beyond it reading waits.</summary>
    public int ReadAheadBytes { get; init; } = 64 * 1024;

    /// <summary>What waits to be sent on one connection. Beyond it senders wait.</summary>
    public int SendQueueBytes { get; init; } = 1024 * 1024;

    /// <summary>The time for a closing handshake, until TCP has ended. Beyond it the connection is dropped.</summary>
    public int CloseSeconds { get; init; } = 5;

    /// <summary>The time in which nothing of what is queued can be sent. Beyond it the connection is dropped.</summary>
    public int SendSeconds { get; init; } = 20;

    /// <summary>The most requests and WebSockets at a time on one HTTP/2 connection. Beyond it the client waits.</summary>
    public int Http2Streams { get; init; } = 256;

    /// <summary>What a client may send ahead on each of them. The window of the connection has room for all, so that none waits for another.</summary>
    /// <remarks>As much as is read ahead of a connection over HTTP/1.1.</remarks>
    public int Http2WindowBytes { get; init; } = 128 * 1024;

    /// <summary>The most requests to one connection's upstream address in progress, and how far a number may be ahead. Beyond it: 409.</summary>
    public int UpstreamMessages { get; init; } = 16;

    /// <summary>What of them is held because it is not its turn. Beyond it: 409.</summary>
    public int UpstreamBytes { get; init; } = 64 * 1024;

    /// <summary>The time for a request to an upstream address to have its turn. Beyond it: 409.</summary>
    public int UpstreamSeconds { get; init; } = 10;

    /// <summary>These with those that may change while the host runs from others: not what Kestrel is told when it begins to listen.</summary>
    public Limits With(Limits next) => next with
    {
        RequestHeadBytes = RequestHeadBytes,
        HandshakeSeconds = HandshakeSeconds,
        Http2Streams = Http2Streams,
        Http2WindowBytes = Http2WindowBytes,
    };

    private static int DescriptorsForConnections => Math.Max(1, DescriptorLimit.Current - OtherDescriptors);

    public static Limits Read(IConfiguration configuration)
    {
        var defaults = new Limits();
        return new Limits
        {
            Connections = configuration.ReadInt32("Limits:Connections", defaults.Connections, 1, DescriptorsForConnections),
            ConnectionsPerAddress = configuration.ReadInt32("Limits:ConnectionsPerAddress", defaults.ConnectionsPerAddress, 0, int.MaxValue),
            Handshakes = configuration.ReadInt32("Limits:Handshakes", defaults.Handshakes, 1, int.MaxValue),
            MessageBytes = configuration.ReadInt32("Limits:MessageBytes", defaults.MessageBytes, 1, Array.MaxLength),
            MessageFragments = configuration.ReadInt32("Limits:MessageFragments", defaults.MessageFragments, 1, int.MaxValue),
            RequestHeadBytes = configuration.ReadInt32("Limits:RequestHeadBytes", defaults.RequestHeadBytes, 256, 1024 * 1024),
            HandshakeSeconds = configuration.ReadInt32("Limits:HandshakeSeconds", defaults.HandshakeSeconds, 1, 3600),
            FrameSeconds = configuration.ReadInt32("Limits:FrameSeconds", defaults.FrameSeconds, 0, 86400),
            ReadAheadBytes = configuration.ReadInt32("Limits:ReadAheadBytes", defaults.ReadAheadBytes, 1, Array.MaxLength),
            SendQueueBytes = configuration.ReadInt32("Limits:SendQueueBytes", defaults.SendQueueBytes, 1, Array.MaxLength),
            SendSeconds = configuration.ReadInt32("Limits:SendSeconds", defaults.SendSeconds, 1, 3600),
            UpstreamMessages = configuration.ReadInt32("Limits:UpstreamMessages", defaults.UpstreamMessages, 1, 1024),
            UpstreamBytes = configuration.ReadInt32("Limits:UpstreamBytes", defaults.UpstreamBytes, 0, Array.MaxLength),
            UpstreamSeconds = configuration.ReadInt32("Limits:UpstreamSeconds", defaults.UpstreamSeconds, 1, 3600),
            CloseSeconds = configuration.ReadInt32("Limits:CloseSeconds", defaults.CloseSeconds, 1, 3600),
            Http2Streams = configuration.ReadInt32("Limits:Http2Streams", defaults.Http2Streams, 1, MostStreams),
            // RFC 9113 6.9.1: a window, that of the connection included, has at most 2^31 - 1 bytes.
            Http2WindowBytes = configuration.ReadInt32("Limits:Http2WindowBytes", defaults.Http2WindowBytes, 65535, int.MaxValue / MostStreams),
        };
    }
}
