using Abstractions;

namespace Contracts;

/// <summary>What every <see cref="IHandshakeNegotiator"/> must do.</summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class NegotiatorContract<TSpecimen> where TSpecimen : IAdapterSpecimen, new()
{
    private static readonly HandshakeOptions Speaking = new() { Subprotocols = ["chat", "superchat"] };

    private TSpecimen _specimen = default!;
    private IHandshakeNegotiator _negotiator = null!;

    /// <summary>Makes the negotiator anew.</summary>
    [SetUp]
    public void MakeNegotiator()
    {
        _specimen = new TSpecimen();
        _negotiator = _specimen.CreateAdapter().Handshake;
    }

    /// <summary>The name is one that can stand in a configuration file.</summary>
    [Test]
    public void The_adapters_name_is_short_and_lower_case() =>
        Assert.That(_specimen.CreateAdapter().Name, Does.Match("^[a-z][a-z0-9-]{1,31}$"));

    /// <summary>What is acceptable is claimed and accepted, with the status of the door it came through.</summary>
    [Test]
    public void Claims_and_accepts_what_is_acceptable()
    {
        Assert.That(_specimen.AcceptableRequests, Is.Not.Empty);
        foreach (var request in _specimen.AcceptableRequests)
        {
            Assert.That(_negotiator.Claims(request), Is.True, Describe(request));
            var response = _negotiator.Negotiate(request, HandshakeOptions.None);
            Assert.That(response.Accepted, Is.Not.Null, $"{Describe(request)}: {response.Refusal}");
            AssertWellFormed(request, response);
        }
    }

    /// <summary>What is refusable is claimed and refused, with a reason in words.</summary>
    [Test]
    public void Claims_and_refuses_what_is_refusable()
    {
        Assert.That(_specimen.RefusableRequests, Is.Not.Empty);
        foreach (var request in _specimen.RefusableRequests)
        {
            Assert.That(_negotiator.Claims(request), Is.True, Describe(request));
            var response = _negotiator.Negotiate(request, HandshakeOptions.None);
            Assert.That(response.Accepted, Is.Null, Describe(request));
            AssertWellFormed(request, response);
        }
    }

    /// <summary>What belongs to another revision is left to its adapter.</summary>
    [Test]
    public void Does_not_claim_what_belongs_to_another_revision()
    {
        Assert.That(_specimen.ForeignRequests, Is.Not.Empty);
        foreach (var request in _specimen.ForeignRequests)
            Assert.That(_negotiator.Claims(request), Is.False, Describe(request));
    }

    /// <summary>Whatever comes, claiming is yes or no, and negotiating what is claimed is a value.</summary>
    [Test]
    public void Answers_odd_requests_with_values()
    {
        var claimed = 0;
        foreach (var request in OddRequests.Bare.Concat(_specimen.AcceptableRequests.SelectMany(OddRequests.Spoilt)))
        {
            if (!_negotiator.Claims(request))
                continue;
            claimed++;
            AssertWellFormed(request, _negotiator.Negotiate(request, Speaking));
        }
        Assert.That(claimed, Is.Positive, "None of the spoilt requests is claimed, so nothing was tried.");
    }

    /// <summary>A version that is claimed is one that is listed in 426 answers.</summary>
    [Test]
    public void Lists_the_versions_it_claims()
    {
        foreach (var request in _specimen.AcceptableRequests)
        {
            if (request.Headers.First("Sec-WebSocket-Version") is { } version)
                Assert.That(_negotiator.Versions, Does.Contain(version));
        }
    }

    /// <summary>A handler that declares no subprotocol gets none.</summary>
    [Test]
    public void Agrees_on_no_subprotocol_that_the_handler_does_not_declare()
    {
        foreach (var request in _specimen.AcceptableRequests)
        {
            var declared = new HandshakeOptions { Subprotocols = ["no-client-has-this"] };
            Assert.That(_negotiator.Negotiate(request, HandshakeOptions.None).Accepted!.Subprotocol, Is.Null, Describe(request));
            Assert.That(_negotiator.Negotiate(request, declared).Accepted!.Subprotocol, Is.Null, Describe(request));
        }
    }

    /// <summary>The negotiator remembers nothing.</summary>
    [Test]
    public void Answers_the_same_request_the_same_way_from_any_thread()
    {
        var requests = _specimen.AcceptableRequests.Concat(_specimen.RefusableRequests).ToArray();
        var expected = requests.Select(Answer).ToArray();
        Parallel.For(0, 200, i => Assert.That(Answer(requests[i % requests.Length]), Is.EqualTo(expected[i % requests.Length])));

        string Answer(HandshakeRequest request)
        {
            var response = _negotiator.Negotiate(request, Speaking);
            return $"{response.StatusCode} {response.ReasonPhrase} {response.Refusal} {response.Accepted?.Subprotocol} {string.Join('|', response.Headers)}";
        }
    }

    private static void AssertWellFormed(HandshakeRequest request, HandshakeResponse response)
    {
        var description = $"{Describe(request)} -> {response.StatusCode} {response.Refusal}";
        if (response.Accepted is not null)
        {
            var status = request.Entry is HandshakeEntry.Raw or HandshakeEntry.Upgrade ? 101 : 200;
            Assert.That(response.StatusCode, Is.EqualTo(status), description);
            Assert.That(response.Refusal, Is.Null, description);
        }
        else
        {
            Assert.That(response.StatusCode, Is.InRange(300, 599), description);
            Assert.That(response.Refusal, Is.Not.Null.And.Not.Empty, description);
            Assert.That(response.Challenge, Is.Null, description);
        }
        if (response.Challenge is { } challenge)
            Assert.That(challenge.Length, Is.InRange(1, 256), description);
        // A value with a line break would be two headers.
        Assert.That(response.ReasonPhrase ?? "", Does.Not.Match("[\r\n\0]"), description);
        foreach (var header in response.Headers)
        {
            Assert.That(header.Name, Does.Match("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), description);
            Assert.That(header.Value, Does.Not.Match("[\r\n\0]"), description);
        }
    }

    private static string Describe(HandshakeRequest request)
    {
        var headers = string.Join(" | ", request.Headers.Select(header => $"{header.Name}: {header.Value}"));
        return $"{request.Entry} {request.Method} {request.RawTarget} HTTP/{request.HttpVersion} {(headers.Length > 500 ? headers[..500] + "..." : headers)}";
    }
}
