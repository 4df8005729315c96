using System.Buffers.Binary;
using System.Threading.Channels;
using Abstractions;
using Host.Tests.Connections;

namespace Host.Tests.Listening.Http2;

/// <summary>A stream of an <see cref="Http2Client"/>. What arrives is given back to its window only as it is read.</summary>
internal sealed class Http2Stream(Http2Client client, int id, CancellationToken hang)
{
    // RFC 9113 4.2: the largest frame that every peer takes.
    private const int LargestFrame = 16 * 1024;

    private readonly Channel<Http2Frame> _frames = Channel.CreateUnbounded<Http2Frame>();
    private byte[] _unread = [];

    public int Id => id;

    /// <summary>Whether the server has sent END_STREAM, as far as was read.</summary>
    public bool HasEnded { get; private set; }

    public void Add(Http2Frame frame) => _frames.Writer.TryWrite(frame);

    public void End() => _frames.Writer.TryComplete();

    /// <summary>Ends the sending direction.</summary>
    public Task EndAsync() => client.SendAsync(Http2Frame.Data, Http2Frame.EndStream, id, []);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, bool end = false)
    {
        do
        {
            var length = Math.Min(bytes.Length, LargestFrame);
            await client.SendAsync(Http2Frame.Data, end && length == bytes.Length ? Http2Frame.EndStream : 0, id, bytes[..length].Span);
            bytes = bytes[length..];
        }
        while (!bytes.IsEmpty);
    }

    public Task ResetAsync(int code = 8) => client.SendAsync(Http2Frame.ResetStream, 0, id, Http2Client.Number(code));

    public async Task<(int Status, HeaderList Fields)> ReadHeadAsync()
    {
        var frame = await NextAsync();
        Assert.That(frame.Type, Is.EqualTo(Http2Frame.Headers), $"Frame of type {frame.Type} with {Convert.ToHexString(frame.Payload)}.");
        Assert.That(frame.Flags & Http2Frame.EndHeaders, Is.Not.Zero);
        return HeaderBlock.Read(frame.Payload);
    }

    public async Task<ServerFrame> ReadFrameAsync()
    {
        var start = await ReadAsync(2);
        var length = start[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => (int)BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8)),
            _ => start[1],
        };
        return new ServerFrame(start[0] & 0x0F, await ReadAsync(length));
    }

    /// <summary>What comes until END_STREAM.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        while (!HasEnded)
            await ReadMoreAsync();
        return _unread;
    }

    /// <summary>Reads until the server resets the stream.</summary>
    /// <returns>The code.</returns>
    public async Task<int> ReadResetAsync()
    {
        while (true)
        {
            var frame = await NextAsync();
            if (frame.Type == Http2Frame.ResetStream)
                return BinaryPrimitives.ReadInt32BigEndian(frame.Payload);
        }
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        while (_unread.Length < count)
        {
            Assert.That(HasEnded, Is.False, $"The server ended the stream after {_unread.Length} of {count} bytes.");
            await ReadMoreAsync();
        }
        var bytes = _unread[..count];
        _unread = _unread[count..];
        return bytes;
    }

    private async Task ReadMoreAsync()
    {
        var frame = await NextAsync();
        Assert.That(frame.Type, Is.EqualTo(Http2Frame.Data), $"Frame of type {frame.Type} with {Convert.ToHexString(frame.Payload)}.");
        _unread = [.. _unread, .. frame.Payload];
        if (frame.Payload.Length > 0 && !HasEnded)
            await GiveWindowAsync(frame.Payload.Length);
    }

    private async Task GiveWindowAsync(int bytes)
    {
        try
        {
            await client.SendAsync(Http2Frame.WindowUpdate, 0, id, Http2Client.Number(bytes));
        }
        catch (IOException)
        {
            // The server has sent everything and ended the connection.
        }
    }

    private async Task<Http2Frame> NextAsync()
    {
        var frame = await _frames.Reader.ReadAsync(hang);
        HasEnded |= frame.Ends;
        return frame;
    }
}
