using Abstractions;
using Contracts;

namespace Fuzz.Tests;

/// <summary>Whatever is asked, negotiators answer with a value that can be put on the wire, and never two of them.</summary>
public sealed class NegotiatorTests
{
    private const string Token = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // One for each name: the ways to set an adapter do not change what it claims.
    private static readonly IProtocolAdapter[] Adapters = [.. Specimens.All.Select(specimen => specimen.CreateAdapter()).DistinctBy(adapter => adapter.Name)];

    [Test]
    public void No_request_is_claimed_by_two() => Fuzzing.Check(Request.Any, request =>
        Assert.That(Adapters.Count(adapter => adapter.Handshake.Claims(request)), Is.LessThanOrEqualTo(1)));

    [TestCaseSource(typeof(Specimens), nameof(Specimens.Cases))]
    public void What_is_claimed_is_answered(IAdapterSpecimen specimen)
    {
        var adapter = specimen.CreateAdapter();
        Fuzzing.Check(Request.Any, request =>
        {
            if (!adapter.Handshake.Claims(request))
                return;
            var response = adapter.Handshake.Negotiate(request, new HandshakeOptions { Subprotocols = ["chat"] });
            AssertCanBeWritten(response);
            Assert.That(response.StatusCode, response.Accepted is null ? Is.InRange(400, 499) : Is.EqualTo(101).Or.EqualTo(200));
            if (response.Accepted is { } accepted)
            {
                Assert.That(accepted.Subprotocol, Is.Null.Or.EqualTo("chat"));
                using var codec = adapter.CreateCodec(accepted, new CodecLimits { MessageBytes = 100, MessageFragments = 10 }) as IDisposable;
            }
        });
    }

    private static void AssertCanBeWritten(HandshakeResponse response)
    {
        foreach (var header in response.Headers)
        {
            Assert.That(header.Name, Is.Not.Empty);
            Assert.That(header.Name.All(character => Token.Contains(character, StringComparison.Ordinal)), header.Name);
            Assert.That(header.Value.Any(character => character is '\r' or '\n' or '\0' or > '\u007E'), Is.False, header.Value);
        }
    }
}
