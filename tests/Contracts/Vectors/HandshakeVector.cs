using System.Text;
using System.Text.Json;
using Abstractions;

namespace Contracts.Vectors;

/// <summary>An opening handshake and its answer; see the README beside the files.</summary>
public sealed class HandshakeVector
{
    private HandshakeVector(JsonElement vector)
    {
        Id = vector.GetProperty("id").GetString()!;
        Revision = vector.GetProperty("adapter").GetString()!;
        IsSecure = vector.GetProperty("secure").GetBoolean();
        RequestBytes = vector.GetProperty("request_b64").GetBytesFromBase64();
        Subprotocols = Strings(vector.GetProperty("server_subprotocols"));
        var expect = vector.GetProperty("expect");
        IsAccepted = expect.GetProperty("accept").GetBoolean();
        if (IsAccepted)
        {
            StatusLine = expect.GetProperty("status_line").GetString()!;
            StatusCode = int.Parse(StatusLine.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            Headers = [.. expect.GetProperty("headers").EnumerateArray().Select(Strings).Select(pair => new Header(pair[0], pair[1]))];
            IsOrderOfHeadersFixed = expect.GetProperty("header_order_matters").GetBoolean();
            Body = Convert.FromHexString(expect.GetProperty("body_hex").GetString()!);
        }
        else
        {
            StatusCode = expect.TryGetProperty("http_status", out var status) ? status.GetInt32() : null;
            if (expect.TryGetProperty("must_headers", out var headers))
                Headers = [.. headers.EnumerateObject().Select(header => new Header(header.Name, header.Value.GetString()!))];
        }
    }

    /// <summary>All vectors of handshakes, of all revisions.</summary>
    public static IReadOnlyList<HandshakeVector> All { get; } = [.. VectorFile.Load("handshakes").Select(vector => new HandshakeVector(vector))];

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>The revision whose adapter must answer it.</summary>
    public string Revision { get; }

    /// <summary>Whether it arrives over TLS.</summary>
    public bool IsSecure { get; }

    /// <summary>The bytes of the request, and those that follow its blank line.</summary>
    public ReadOnlyMemory<byte> RequestBytes { get; }

    /// <summary>The subprotocols the handler declares.</summary>
    public IReadOnlyList<string> Subprotocols { get; }

    /// <summary>Whether the handshake is accepted.</summary>
    public bool IsAccepted { get; }

    /// <summary>The first line of the answer, where the handshake is accepted.</summary>
    public string? StatusLine { get; }

    /// <summary>The status of the answer, where it is fixed.</summary>
    public int? StatusCode { get; }

    /// <summary>Header fields that the answer must have.</summary>
    public IReadOnlyList<Header> Headers { get; } = [];

    /// <summary>Whether these must be the first ones, in this order and letter case.</summary>
    public bool IsOrderOfHeadersFixed { get; }

    /// <summary>What follows the head of the answer.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The request as a negotiator is given it.</summary>
    public HandshakeRequest Request
    {
        get
        {
            var lines = Encoding.Latin1.GetString(RequestBytes.Span[..HeadLength]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            var start = lines[0].Split(' ');
            return new HandshakeRequest
            {
                Entry = HandshakeEntry.Raw,
                Method = start[0],
                RawTarget = start[1],
                HttpVersion = Version.Parse(start[2]["HTTP/".Length..]),
                Headers = [.. lines.Skip(1).Select(line => line.Split(':', 2)).Select(pair => new Header(pair[0], pair[1].Trim(' ', '\t')))],
                IsSecure = IsSecure,
            };
        }
    }

    /// <summary>The bytes that follow the blank line of the request.</summary>
    public ReadOnlyMemory<byte> BytesAfterHead => RequestBytes[HeadLength..];

    /// <summary>The name.</summary>
    public override string ToString() => Id;

    private int HeadLength => RequestBytes.Span.IndexOf("\r\n\r\n"u8) + 4;

    private static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];
}
