using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace Swap.Tests;

/// <summary>
/// One client after the other, each with a connection on which it numbers its messages and gets each of them back once. It ends its connection itself, or
/// is told to reconnect after its last answer: with 1012, and only when the plugins that it was opened on are not served any more.
/// </summary>
internal sealed class NumberingClient(Uri address, Progress progress, Random random)
{
    private const int Restart = 1012;
    private const int MostMessages = 100;
    private const int LongestPause = 150;

    private readonly byte[] _buffer = new byte[256];

    public int Answers { get; private set; }

    /// <summary>Connections that it has ended itself.</summary>
    public int Ended { get; private set; }

    /// <summary>Connections that were closed because of a swap.</summary>
    public int Cut { get; private set; }

    /// <summary>Handshakes that were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Whether there may be no plugin to answer a handshake.</summary>
    public bool MayBeRefused { get; init; }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var done = progress.Done;
            using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
            if (!await TryConnectAsync(socket))
                continue;
            // A quarter stays until it is told to go.
            await TalkAsync(socket, done, random.Next(4) == 0 ? int.MaxValue : random.Next(MostMessages), stop);
        }
    }

    private async Task<bool> TryConnectAsync(ClientWebSocket socket)
    {
        try
        {
            await socket.ConnectAsync(address, CancellationToken.None);
            return true;
        }
        catch (WebSocketException) when (MayBeRefused && (int)socket.HttpStatusCode >= 400)
        {
            Refused++;
            await Task.Delay(random.Next(LongestPause));
            return false;
        }
    }

    private async Task TalkAsync(ClientWebSocket socket, int done, int messages, CancellationToken stop)
    {
        for (var number = 0; number < messages && !stop.IsCancellationRequested; number++)
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            if (await ReadAsync(socket) is not { } answer)
            {
                await LeaveAsync(socket, done);
                return;
            }
            Check(answer, text, done);
            Answers++;
            await Task.Delay(random.Next(LongestPause), CancellationToken.None);
        }
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        if (await ReadAsync(socket) is { } more)
            Assert.Fail($"{more} is an answer to nothing.");
        if (socket.CloseStatus == WebSocketCloseStatus.NormalClosure)
            Ended++;
        else
            CheckCut(socket, done);
    }

    private async Task LeaveAsync(ClientWebSocket socket, int done)
    {
        CheckCut(socket, done);
        await socket.CloseOutputAsync(socket.CloseStatus!.Value, null, CancellationToken.None);
    }

    private void CheckCut(ClientWebSocket socket, int done)
    {
        Assert.That((int?)socket.CloseStatus, Is.EqualTo(Restart), socket.CloseStatusDescription);
        Assert.That(progress.Begun, Is.GreaterThan(done), "It was cut off, and nothing of its plugins was replaced.");
        Cut++;
    }

    // [version:]number calls year
    private static void Check(string answer, string text, int done)
    {
        var words = answer.Split(' ')[0].Split(':');
        Assert.That(words[^1], Is.EqualTo(text), answer);
        if (words.Length == 2)
            Assert.That(int.Parse(words[0], CultureInfo.InvariantCulture), Is.GreaterThanOrEqualTo(done), "It was answered by a version that was not served any more when it came.");
    }

    private async Task<string?> ReadAsync(ClientWebSocket socket)
    {
        var result = await socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None);
        Assert.That(result.EndOfMessage, Is.True);
        return result.MessageType == WebSocketMessageType.Close ? null : Encoding.ASCII.GetString(_buffer, 0, result.Count);
    }
}
