using System.Buffers;
using Abstractions;
using Adapters.Sse.Tests;
using Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Fuzz.Tests;

/// <summary>Whatever is sent to an upstream address, it is refused with a value, or its frames are such as the codec takes.</summary>
public sealed class UpstreamTests
{
    private static readonly SseSpecimen Specimen = new();

    [Test]
    public void What_is_accepted_can_be_read() => Fuzzing.Check(Any, sent =>
    {
        var output = new ArrayBufferWriter<byte>();
        var refusal = Specimen.CreateAdapter().Upstream!.Translate(sent.Request, sent.Body, output);
        if (refusal is not null)
        {
            Assert.That(refusal.StatusCode, Is.InRange(400, 499));
            return;
        }
        var feeding = Feeding.Of(Specimen.CreateCodec(), output.WrittenSpan.ToArray());
        Assert.That(feeding.Violation, Is.Null);
        Assert.That(feeding.Events, Has.Count.EqualTo(1));
    });

    // What is sent by those who know how, with something changed in it.
    private static Gen<(HandshakeRequest Request, byte[] Body)> Any =>
        from sample in Gen.Elements<(HandshakeRequest Request, byte[] Body)>(
            [.. Specimen.AcceptableUpstream.Select(sample => (sample.Request, sample.Body)), .. Specimen.RefusableUpstream])
        from method in Gen.Frequency((4, Gen.Constant(sample.Request.Method)), (1, Gen.Elements("POST", "DELETE", "PUT", "get", "")))
        from target in Gen.Frequency((4, Gen.Constant(sample.Request.RawTarget)), (1, Gen.Elements("/", "/chat?code=1000&reason=%C3", "/chat?code=&code=4000", "/chat?code=4999&reason=%zz", "/chat?reason=x", "/chat?&&=&", "")))
        from type in Gen.Elements("text/plain", "application/json", "application/octet-stream", "text/plain; charset=", "text/plain;", ";", "", "text/plain; charset=\"utf-8", "TEXT/PLAIN;Charset=utf8")
        from keeps in Gen.Elements(true, true, true, false)
        from junk in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()
        from body in Gen.Frequency((3, Gen.Constant(sample.Body)), (2, Gen.Constant(junk)))
        select (new HandshakeRequest
        {
            Entry = sample.Request.Entry,
            Method = method,
            RawTarget = target,
            HttpVersion = sample.Request.HttpVersion,
            Headers = keeps ? sample.Request.Headers : HeaderList.Create([new Header("Content-Type", type)]),
        }, body);
}
