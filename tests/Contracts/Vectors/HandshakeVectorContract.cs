using Abstractions;

namespace Contracts.Vectors;

/// <summary>
/// Plays the vectors of opening handshakes of a revision against its negotiator. What the host decides (which adapter, which
/// versions are listed, whose origin is refused) is not looked at here.
/// </summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class HandshakeVectorContract<TSpecimen> where TSpecimen : IVectorSpecimen, new()
{
    private const int RefusedOrigin = 403;

    private readonly TSpecimen _specimen = new();

    /// <summary>The answer is that of the vector.</summary>
    [TestCaseSource(nameof(OfRevision))]
    public void Answers(HandshakeVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        var negotiator = _specimen.CreateAdapter().Handshake;
        var request = vector.Request;
        if (_specimen.UnclaimedHandshakes.Contains(vector.Id))
        {
            Assert.That(vector.IsAccepted, Is.False);
            Assert.That(negotiator.Claims(request), Is.False);
            return;
        }
        Assert.That(negotiator.Claims(request), Is.True);
        var response = negotiator.Negotiate(request, new HandshakeOptions { Subprotocols = vector.Subprotocols });
        // The host checks the origin before it asks a negotiator, which must not do so again.
        var accepted = vector.IsAccepted || vector.StatusCode == RefusedOrigin;
        Assert.That(response.Accepted is not null, Is.EqualTo(accepted), $"{response.StatusCode} {response.Refusal}");
        if (vector.StatusCode is { } status && status != RefusedOrigin)
            Assert.That(response.StatusCode, Is.EqualTo(status), response.Refusal);
        AssertHeaders(vector, response);
        if (vector.IsAccepted)
            AssertBody(vector, response);
    }

    /// <summary>The handshakes of other revisions are left to their adapters.</summary>
    [TestCaseSource(nameof(OfOtherRevisions))]
    public void Does_not_claim(HandshakeVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        Assert.That(_specimen.CreateAdapter().Handshake.Claims(vector.Request), Is.False);
    }

    /// <summary>The vectors of the specimen's revision.</summary>
    protected static IEnumerable<TestCaseData> OfRevision => Select(own: true);

    /// <summary>The vectors of all other revisions.</summary>
    protected static IEnumerable<TestCaseData> OfOtherRevisions => Select(own: false);

    private static IEnumerable<TestCaseData> Select(bool own)
    {
        var revision = new TSpecimen().HandshakeRevision;
        return HandshakeVector.All.Where(vector => vector.Revision == revision == own).Select(vector => new TestCaseData(vector));
    }

    private static void AssertHeaders(HandshakeVector vector, HandshakeResponse response)
    {
        if (vector.IsOrderOfHeadersFixed)
        {
            Assert.That($"HTTP/1.1 {response.StatusCode} {response.ReasonPhrase}", Is.EqualTo(vector.StatusLine));
            Assert.That(response.Headers.Take(vector.Headers.Count), Is.EqualTo(vector.Headers));
            return;
        }
        foreach (var header in vector.Headers)
        {
            // An adapter may do without any extension.
            if (!header.Name.Equals("Sec-WebSocket-Extensions", StringComparison.OrdinalIgnoreCase))
                Assert.That(response.Headers.Only(header.Name), Is.EqualTo(header.Value), header.Name);
        }
        foreach (var name in new[] { "Sec-WebSocket-Protocol", "WebSocket-Protocol" })
            Assert.That(response.Headers.Contains(name), Is.EqualTo(vector.Headers.Any(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))), name);
    }

    private static void AssertBody(HandshakeVector vector, HandshakeResponse response)
    {
        Assert.That(response.Challenge?.Length ?? 0, Is.EqualTo(vector.BytesAfterHead.Length));
        var answer = response.Challenge is { } challenge ? challenge.Answer(vector.BytesAfterHead) : default;
        Assert.That(Convert.ToHexStringLower(answer.Span), Is.EqualTo(Convert.ToHexStringLower(vector.Body.Span)));
    }
}
