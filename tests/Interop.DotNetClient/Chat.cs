using System.Net.WebSockets;
using System.Text;

namespace Interop.DotNetClient;

/// <summary>What the client does in the chat; Interop.Tests/lib/chat.js says the same for Node.</summary>
internal sealed class Chat(ClientWebSocket socket)
{
    private const int LongestLine = 1024;

    private readonly byte[] _buffer = new byte[LongestLine];

    public async Task TalkAsync(string name, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var welcome = await ReceiveAsync(cancellationToken);
        if (!welcome.StartsWith("* you are ", StringComparison.Ordinal))
            throw new InvalidDataException($"welcomed with {welcome}");
        Console.WriteLine("READY");
        Console.ReadLine();
        await socket.SendAsync(Encoding.UTF8.GetBytes(name), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        for (var missing = names.ToHashSet(StringComparer.Ordinal); missing.Count > 0;)
        {
            var line = await ReceiveAsync(cancellationToken);
            var text = line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..];
            if (missing.Remove(text))
                Console.WriteLine($"HEARD {text}");
        }
    }

    private async Task<string> ReceiveAsync(CancellationToken cancellationToken)
    {
        var received = await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
        if (received.MessageType != WebSocketMessageType.Text || !received.EndOfMessage)
            throw new InvalidDataException($"{received.MessageType} of {received.Count} bytes for a line");
        return Encoding.UTF8.GetString(_buffer, 0, received.Count);
    }
}
