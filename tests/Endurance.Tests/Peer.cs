using Abstractions;
using Host.Tests.Listening;

namespace Endurance.Tests;

/// <summary>A client with a number, by which the census knows what the server has made of it.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Census _census;
    private readonly int _number;

    private Peer(ObservedServer server, RawClient client, Revision revision, bool tls)
    {
        (_census, Client, Revision, IsSecure) = (server.Census, client, revision, tls);
        _number = _census.NextNumber();
        PassTimeUntilAsync = server.PassTimeUntilAsync;
    }

    public RawClient Client { get; }

    public int Number => _number;

    public Revision Revision { get; }

    public bool IsSecure { get; }

    /// <summary>How many messages it exchanges before it ends.</summary>
    public int Echoes { get; set; } = 1;

    /// <summary>Connects, as far as an opening handshake through the door can follow.</summary>
    public static async Task<Peer> ConnectAsync(ObservedServer server, Revision revision, Door door, bool tls)
    {
        var peer = new Peer(server, await server.ConnectAsync(tls), revision, tls);
        if (door == Door.Later)
            await peer.Client.GetAsync();
        return peer;
    }

    public async Task OpenAsync(string headers = "")
    {
        await Client.SendAsync(Handshake(headers));
        await Revision.ReadAcceptedAsync(Client, IsSecure);
    }

    public string Handshake(string headers = "") => Revision.Handshake($"{CommandedHandler.ClientHeader}: {_number}\r\n{headers}");

    public Task SayAsync(string text) => Client.SendAsync(Revision.Text(text));

    public async Task EchoAsync(string text)
    {
        await SayAsync(text);
        Assert.That(await ReadAsync(CloseCode.AbnormalClosure), Is.EqualTo(text));
    }

    public Task CloseAsync(ushort code) => Client.SendAsync(Revision.Close(code));

    /// <summary>Reads a message; or null, a close frame, which must have the code if the revision has codes.</summary>
    public Task<string?> ReadAsync(ushort code) => Revision.ReadAsync(Client, code);

    public async Task ReadCloseAsync(ushort code) => Assert.That(await ReadAsync(code), Is.Null);

    /// <summary>Expects nothing but an orderly end: a reset would throw.</summary>
    public async Task ReadEndAsync() => Assert.That(await Client.ReadToEndAsync(), Is.Empty);

    /// <summary>Expects the close frame of a connection that the server has failed, and ends it as a good client does.</summary>
    public async Task ReadFailureAsync(ushort code)
    {
        await ReadCloseAsync(code);
        await Client.EndSendingAsync();
        await ReadEndAsync();
    }

    /// <summary>Lets the server's time pass until the task has completed.</summary>
    public Func<Task, Task> PassTimeUntilAsync { get; set; }

    /// <summary>Lets the server's time pass until it has told the handler of the end.</summary>
    public Task PassTimeUntilEndedAsync() => PassTimeUntilAsync(EndedAsync());

    public Task<CloseReason> EndedAsync() => _census.EndedAsync(_number);

    /// <summary>From now on the kernel drops every packet that comes for this client: nothing is acknowledged, and nothing refused.</summary>
    public void Vanish() => DroppedPackets.Begin(Client.Socket);

    public void Dispose() => Client.Dispose();
}
