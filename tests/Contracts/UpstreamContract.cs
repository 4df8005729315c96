using System.Buffers;
using Abstractions;

namespace Contracts;

/// <summary>What every <see cref="IUpstream"/> must do.</summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class UpstreamContract<TSpecimen> where TSpecimen : IUpstreamSpecimen, new()
{
    private readonly TSpecimen _specimen = new();

    private IUpstream Upstream => _specimen.CreateAdapter().Upstream ?? throw new AssertionException("The adapter has no upstream part.");

    /// <summary>What a request says is what the connection's own codec reads, however it is cut.</summary>
    [Test]
    public void The_codec_reads_what_a_request_says([Values] Cutting cutting)
    {
        Assert.That(_specimen.AcceptableUpstream, Is.Not.Empty);
        foreach (var (request, body, expected) in _specimen.AcceptableUpstream)
            Reading.Assert(_specimen, Accept(request, body), cutting, expected);
    }

    /// <summary>Requests leave nothing behind: they are read one after the other.</summary>
    [Test]
    public void The_codec_reads_one_request_behind_the_other()
    {
        var messages = _specimen.AcceptableUpstream.Where(upstream => upstream.Event.Kind != FrameKind.Close).ToArray();
        var stream = messages.Concat(messages).SelectMany(upstream => Accept(upstream.Request, upstream.Body)).ToArray();
        Assert.That(Feeding.Of(_specimen.CreateCodec(), stream).Events, Is.EqualTo(messages.Concat(messages).Select(upstream => upstream.Event)));
    }

    /// <summary>The methods of what is accepted are listed.</summary>
    [Test]
    public void Lists_the_methods_it_accepts() =>
        Assert.That(Upstream.Methods, Is.SupersetOf(_specimen.AcceptableUpstream.Select(upstream => upstream.Request.Method).Distinct()));

    /// <summary>A refusal is a value with a reason in words.</summary>
    [Test]
    public void Refuses_what_is_refusable()
    {
        Assert.That(_specimen.RefusableUpstream, Is.Not.Empty);
        foreach (var (request, body) in _specimen.RefusableUpstream)
            AssertRefusal(Upstream.Translate(request, body, new ArrayBufferWriter<byte>()));
    }

    /// <summary>Whatever comes, it is translated into what the codec reads, or refused.</summary>
    [Test]
    public void Answers_odd_requests_with_values()
    {
        byte[][] bodies = [[], [0xFF, 0xFE], "text"u8.ToArray()];
        foreach (var request in OddRequests.Bare.Concat(_specimen.AcceptableUpstream.SelectMany(upstream => OddRequests.Spoilt(upstream.Request))))
        {
            foreach (var body in bodies)
            {
                var output = new ArrayBufferWriter<byte>();
                if (Upstream.Translate(request, body, output) is { } refusal)
                    AssertRefusal(refusal);
                else
                    Assert.That(Feeding.Of(_specimen.CreateCodec(), output.WrittenSpan).Violation, Is.Null);
            }
        }
    }

    /// <summary>The client learns its address, and the subprotocol where there is one.</summary>
    [Test]
    public void Tells_the_client_its_address([Values(null, "chat", "v1.\"quoted\"")] string? subprotocol)
    {
        const string address = "?upstream=AZaz09-_AZaz09-_AZaz09";
        var output = new ArrayBufferWriter<byte>();
        Upstream.WriteAddress(address, new AcceptedHandshake { Subprotocol = subprotocol }, output);
        Assert.That(_specimen.DecodeAddress(output.WrittenMemory), Is.EqualTo((address, subprotocol)));
    }

    private byte[] Accept(HandshakeRequest request, byte[] body)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.That(Upstream.Translate(request, body, output)?.Refusal, Is.Null, $"{request.Method} {request.RawTarget}");
        return output.WrittenSpan.ToArray();
    }

    private static void AssertRefusal(HandshakeResponse? refusal)
    {
        Assert.That(refusal, Is.Not.Null);
        Assert.That(refusal!.Accepted, Is.Null);
        Assert.That(refusal.StatusCode, Is.InRange(400, 599));
        Assert.That(refusal.Refusal, Is.Not.Null.And.Not.Empty);
        foreach (var header in refusal.Headers)
            Assert.That(header.Value, Does.Not.Match("[\r\n\0]"));
    }
}
