using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Abstractions;
using Microsoft.AspNetCore.WebUtilities;

namespace Host.Listening;

/// <summary>Writes the answer to an opening handshake on the raw transport: exactly the response's bytes, in its order.</summary>
internal static class ResponseHead
{
    private const string StatusLine = "HTTP/1.1 000 \r\n";
    private const string EndOfLine = "\r\n";
    private const string Colon = ": ";

    /// <summary>The head of an accepted handshake.</summary>
    public static byte[] Accepted(HandshakeResponse response)
    {
        var head = new byte[AcceptedLength(response)];
        WriteAccepted(response, head);
        return head;
    }

    /// <summary>How many bytes the head of an accepted handshake has.</summary>
    public static int AcceptedLength(HandshakeResponse response)
    {
        var length = StatusLine.Length + PhraseOf(response).Length + EndOfLine.Length;
        for (var i = 0; i < response.Headers.Count; i++)
            length += response.Headers[i].Name.Length + Colon.Length + response.Headers[i].Value.Length + EndOfLine.Length;
        return length;
    }

    /// <summary>Writes the head of an accepted handshake.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="head">Has the room of <see cref="AcceptedLength"/>.</param>
    public static void WriteAccepted(HandshakeResponse response, Span<byte> head)
    {
        Span<char> status = stackalloc char[3];
        response.StatusCode.TryFormat(status, out _, provider: CultureInfo.InvariantCulture);
        Write("HTTP/1.1 ", ref head);
        Write(status, ref head);
        Write(" ", ref head);
        Write(PhraseOf(response), ref head);
        Write(EndOfLine, ref head);
        for (var i = 0; i < response.Headers.Count; i++)
        {
            Write(response.Headers[i].Name, ref head);
            Write(Colon, ref head);
            Write(response.Headers[i].Value, ref head);
            Write(EndOfLine, ref head);
        }
        Write(EndOfLine, ref head);
    }

    /// <summary>A refusal with its body, after which the connection ends.</summary>
    public static byte[] Refused(HandshakeResponse response, DateTimeOffset now)
    {
        var body = response.Refusal + "\n";
        var head = new StringBuilder(256).Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.StatusCode} {PhraseOf(response)}\r\n");
        foreach (var header in response.Headers)
            head.Append(header.Name).Append(": ").Append(header.Value).Append("\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Connection: close\r\nDate: {now:R}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. Encoding.UTF8.GetBytes(body)];
    }

    private static string PhraseOf(HandshakeResponse response) => response.ReasonPhrase ?? StandardPhrase(response.StatusCode);

    // Apart, for whoever accepts says a phrase, and the assembly behind it is not loaded then.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string StandardPhrase(int status) => ReasonPhrases.GetReasonPhrase(status);

    // Each character is one byte: what Latin-1 has not becomes a question mark.
    private static void Write(scoped ReadOnlySpan<char> text, ref Span<byte> head) => head = head[Encoding.Latin1.GetBytes(text, head)..];
}
