namespace Host.Tests.Listening.Http2;

/// <summary>A frame (RFC 9113 4.1).</summary>
internal sealed record Http2Frame(int Type, int Flags, int Stream, byte[] Payload)
{
    public const int Data = 0, Headers = 1, ResetStream = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8;
    public const int EndStream = 1, Acknowledge = 1, EndHeaders = 4;

    public bool Ends => Type is Data or Headers && (Flags & EndStream) != 0;
}
