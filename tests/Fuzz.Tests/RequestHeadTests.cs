using System.Text;
using Abstractions;
using Contracts.Vectors;
using FsCheck;
using FsCheck.Fluent;
using Host.Listening;

namespace Fuzz.Tests;

/// <summary>Whatever comes as the first bytes of a connection, the first door reads a request or leaves it to Kestrel.</summary>
public sealed class RequestHeadTests
{
    [Test]
    public void Any_head_is_a_request_or_unusual() => Fuzzing.Check(Heads, bytes =>
    {
        var end = RequestHead.FindEnd(bytes, out var isUnusual);
        Assert.That(end, Is.EqualTo(-1).Or.InRange(3, bytes.Length));
        // The end is where it is, however much has come of what is behind it; before it has come there is none.
        for (var length = 0; length < bytes.Length; length++)
        {
            var found = RequestHead.FindEnd(bytes.AsSpan(0, length), out var unusual);
            Assert.That(found, Is.EqualTo(-1).Or.EqualTo(end));
            Assert.That(found >= 0 && unusual, Is.EqualTo(found >= 0 && isUnusual));
        }
        if (end < 0 || isUnusual)
            return;
        if (RequestHead.Parse(bytes.AsSpan(0, end), HandshakeEntry.Raw, isSecure: false, remote: null) is { } request)
            Assert.That(request.Headers.SelectMany(header => header.Name + header.Value).Any(character => character is '\r' or '\n' or '\0' or > '\u007E'), Is.False);
    });

    private static Gen<byte[]> Heads
    {
        get
        {
            var head = Gen.Elements(HandshakeVector.All.Select(vector => vector.RequestBytes.ToArray()).ToArray());
            var octet = Gen.OneOf(Gen.Elements("\r\n\n: \t/?%=,;\0"u8.ToArray()), Gen.Choose(0, 255).Select(value => (byte)value));
            var mutated = from bytes in head
                          from at in Gen.Choose(0, bytes.Length - 1)
                          from octets in octet.ArrayOf()
                          from drop in Gen.Choose(0, Math.Min(4, bytes.Length - at))
                          select (byte[])[.. bytes[..at], .. octets, .. bytes[(at + drop)..]];
            return Gen.Frequency((1, octet.ArrayOf()), (1, head), (8, mutated));
        }
    }
}
