using Abstractions;
using Contracts;
using Contracts.Vectors;
using FsCheck;
using FsCheck.Fluent;

namespace Fuzz.Tests;

/// <summary>Requests that are nearly opening handshakes: those of the vectors and specimens with something changed.</summary>
internal static class Request
{
    private static readonly string[] Names =
    [
        "Host", "Origin", "Upgrade", "Connection", "Cookie", "Sec-WebSocket-Key", "Sec-WebSocket-Key1", "Sec-WebSocket-Key2", "Sec-WebSocket-Version",
        "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Sec-WebSocket-Origin", "WebSocket-Protocol", "User-Agent", "Content-Length", "X-Other",
    ];

    private static readonly string[] Values =
    [
        "", " ", "websocket", "WebSocket", "Upgrade", "keep-alive, Upgrade", "13", "8", "7", "0", "13, 8", "-1", "99999999999999999999", "null", "http://page.example",
        "dGhlIHNhbXBsZSBub25jZQ==", "4 @1  46546xW%0l 1 5", "12998 5 Y3 1  .P00", "chat, superchat", ",", ";", "permessage-deflate; client_max_window_bits", "permessage-deflate; server_max_window_bits=8",
        "a; b=\"c\", d", "a; b=\"", "\"", "=", new string('a', 300),
    ];

    private static readonly Gen<string> Text = Gen.OneOf(Gen.Elements(Values), Gen.Choose(0x20, 0x7E).Select(value => (char)value).ArrayOf().Select(characters => new string(characters)));

    public static Gen<HandshakeRequest> Any => Samples.SelectMany(sample => Changed(sample.Headers.ToArray()).SelectMany(headers =>
        from entry in Gen.Frequency((4, Gen.Constant(sample.Entry)), (1, Gen.Elements(Enum.GetValues<HandshakeEntry>())))
        from method in Gen.Frequency((6, Gen.Constant(sample.Method)), (1, Gen.Elements("GET", "POST", "CONNECT", "get")))
        from target in Gen.Frequency((6, Gen.Constant(sample.RawTarget)), (1, Gen.Elements("/", "/a?b=c", "*", "http://x/y", "/%zz", "//", "")))
        select new HandshakeRequest
        {
            Entry = entry,
            Method = method,
            RawTarget = target,
            HttpVersion = sample.HttpVersion,
            Headers = HeaderList.Create(headers),
            IsSecure = sample.IsSecure,
            ExtendedProtocol = sample.ExtendedProtocol ?? (entry == HandshakeEntry.ExtendedConnect ? "websocket" : null),
        }));

    private static Gen<HandshakeRequest> Samples => Gen.Elements<HandshakeRequest>(
        [.. HandshakeVector.All.Select(vector => vector.Request), .. Specimens.All.SelectMany(specimen => specimen.AcceptableRequests)]);

    private static Gen<Header[]> Changed(Header[] headers) => headers.Length == 0 ? Gen.Constant(headers) : Gen.OneOf(
        Gen.Constant(headers),
        Gen.Choose(0, headers.Length - 1).Select(at => (Header[])[.. headers[..at], .. headers[(at + 1)..]]),
        Gen.Choose(0, headers.Length - 1).Select(at => (Header[])[.. headers, headers[at]]),
        Gen.Shuffle(headers),
        from at in Gen.Choose(0, headers.Length - 1)
        from value in Text
        select (Header[])[.. headers[..at], headers[at] with { Value = value }, .. headers[(at + 1)..]],
        from name in Gen.Elements(Names)
        from value in Text
        select (Header[])[.. headers, new Header(name, value)]);
}
