using System.Net;
using Abstractions;
using Contracts;

namespace Handlers.Demo.Tests;

/// <summary>Somebody in the chat: a handler with its connection.</summary>
internal sealed class ChatMember : IDisposable
{
    private readonly ChatHandler _handler;

    private ChatMember(ChatRoom room, string target)
    {
        _handler = new ChatHandler(room);
        Connection = new FakeConnection
        {
            Request = new ConnectionRequest(new HandshakeRequest
            {
                Entry = HandshakeEntry.Raw, Method = "GET", RawTarget = target, HttpVersion = HttpVersion.Version11, Headers = HeaderList.Empty,
            }),
        };
    }

    public FakeConnection Connection { get; }

    /// <summary>All lines it was sent.</summary>
    public IReadOnlyList<string> Lines => [.. Connection.Sent.Select(message => message.Text)];

    /// <summary>The name it was told.</summary>
    public string Name => Lines[0]["* you are ".Length..];

    public static async Task<ChatMember> JoinAsync(ChatRoom room, string? name = null)
    {
        var member = new ChatMember(room, name is null ? "/chat" : $"/chat?name={Uri.EscapeDataString(name)}");
        await member.ConnectAsync();
        return member;
    }

    public ValueTask ConnectAsync() => _handler.OnConnectAsync(Connection, Connection.Aborted);

    public Task SayAsync(string text) => SendAsync(Message.FromText(text));

    public async Task SendAsync(Message message)
    {
        var handled = _handler.OnMessageAsync(Connection, message, Connection.Aborted);
        Connection.ReleaseSend();
        await handled;
    }

    public async Task LeaveAsync()
    {
        Connection.Abort();
        await _handler.OnDisconnectAsync(Connection, new CloseReason(CloseCode.GoingAway));
    }

    public void Dispose() => Connection.Dispose();

    /// <summary>One whose connection was over before its handler was called.</summary>
    public static ChatMember TooLate(ChatRoom room)
    {
        var member = new ChatMember(room, "/chat?name=late");
        member.Connection.Abort();
        return member;
    }
}
