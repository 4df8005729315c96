using Abstractions;

namespace Handlers.Demo;

/// <summary>Everybody who is in the chat, and what was said last. One for the process, and safe from any thread.</summary>
public sealed class ChatRoom
{
    private const int HistoryLength = 20;

    // Held while something is sent, which never waits: so that whoever joins sees each line once, in the history or live.
    private readonly Lock _gate = new();
    private readonly IConnectionGroup _members;
    private readonly IConnectionGroup _newcomer;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<Message> _history = new();
    private int _joined;

    /// <summary>Opens it.</summary>
    /// <param name="groups">Makes its groups.</param>
    public ChatRoom(IConnectionGroups groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        // Whoever does not keep up is disconnected, and may join again: a chat with holes would mislead.
        _members = groups.Create(SlowMemberPolicy.Disconnect);
        _newcomer = groups.Create(SlowMemberPolicy.Disconnect);
    }

    /// <summary>Lets a connection in, and tells it its name and what was said last.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="wish">The name it would like; it gets another one where that is taken or none.</param>
    /// <returns>Its name, or null where the connection is over already.</returns>
    public string? Join(IConnection connection, string? wish)
    {
        lock (_gate)
        {
            // A group of one: a send to a group is queued when it returns, so the history is in front of all that follows.
            if (!_newcomer.Add(connection))
                return null;
            var name = NameFor(wish);
            _newcomer.Send($"* you are {name}");
            foreach (var line in _history)
                _newcomer.Send(line);
            _newcomer.Remove(connection);
            _members.Add(connection);
            _members.Send($"* {name} joined");
            return name;
        }
    }

    /// <summary>Says a line to everybody, the one who says it included.</summary>
    public void Say(string name, string line)
    {
        var message = Message.FromText($"{name}: {line}");
        lock (_gate)
        {
            _history.Enqueue(message);
            if (_history.Count > HistoryLength)
                _history.Dequeue();
            _members.Send(message);
        }
    }

    /// <summary>Tells those who stay that somebody has left, and frees the name.</summary>
    public void Leave(string name)
    {
        lock (_gate)
        {
            // The connection has left the group by itself.
            _names.Remove(name);
            _members.Send($"* {name} left");
        }
    }

    private string NameFor(string? wish)
    {
        _joined++;
        var name = ChatText.Name(wish);
        if (name.Length > 0 && _names.Add(name))
            return name;
        // Numbered, so that nobody can be taken for somebody else.
        var stem = name.Length > 0 ? name : "guest";
        for (var number = _joined; ; number++)
        {
            var numbered = $"{stem}-{number}";
            if (_names.Add(numbered))
                return numbered;
        }
    }
}
