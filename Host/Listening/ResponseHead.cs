using System.Globalization;
using System.Text;
using Abstractions;
using Microsoft.AspNetCore.WebUtilities;

namespace Host.Listening;

/// <summary>Writes the answer to an opening handshake on the raw transport: exactly the response's bytes, in its order.</summary>
internal static class ResponseHead
{
    /// <summary>The head of an accepted handshake.</summary>
    public static byte[] Accepted(HandshakeResponse response)
    {
        var head = Begin(response);
        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    /// <summary>A refusal with its body, after which the connection ends.</summary>
    public static byte[] Refused(HandshakeResponse response, DateTimeOffset now)
    {
        var body = response.Refusal + "\n";
        var head = Begin(response);
        head.Append(CultureInfo.InvariantCulture, $"Connection: close\r\nDate: {now:R}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. Encoding.UTF8.GetBytes(body)];
    }

    private static StringBuilder Begin(HandshakeResponse response)
    {
        var phrase = response.ReasonPhrase ?? ReasonPhrases.GetReasonPhrase(response.StatusCode);
        var head = new StringBuilder(256).Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.StatusCode} {phrase}\r\n");
        foreach (var header in response.Headers)
            head.Append(header.Name).Append(": ").Append(header.Value).Append("\r\n");
        return head;
    }
}
