using Abstractions;

namespace Contracts.Vectors;

/// <summary>Plays the vectors of frames of a revision, with its extension or without: each whole, byte by byte and cut at every offset.</summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class FrameVectorContract<TSpecimen> where TSpecimen : IVectorSpecimen, new()
{
    private readonly TSpecimen _specimen = new();

    /// <summary>What a client sends means what the vector says, and is answered as it says.</summary>
    [TestCaseSource(nameof(FromClient))]
    public void Reads(FrameVector vector, Cutting cutting)
    {
        ArgumentNullException.ThrowIfNull(vector);
        foreach (var cuts in cutting.Of(vector.Wire.Length))
        {
            var codec = _specimen.CreateCodec(vector.MaxMessageBytes);
            var feeding = Feeding.Of(codec, vector.Wire.Span, cuts);
            var where = $"cut at [{string.Join(", ", cuts.Take(8))}], {feeding.Violation?.Message ?? "no violation"}";
            Assert.That(feeding.Events, Is.EqualTo(vector.Events), where);
            Assert.That(End(feeding), Is.EqualTo(vector.End), where);
            if (vector.FailCode is { } code)
                Assert.That(feeding.Violation?.CloseCode, Is.EqualTo(code), where);
            if (vector.Reply is { } reply)
                Assert.That(Convert.ToHexStringLower(Answer(codec, feeding.Events)), Is.EqualTo(Convert.ToHexStringLower(reply.Span)), where);
        }
    }

    /// <summary>What a server writes is what the vector says, byte for byte; compressed, what a client makes of it, because there are many ways to compress.</summary>
    [TestCaseSource(nameof(FromServer))]
    public void Writes(FrameVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        // The vector tells the fragments only by its bytes.
        var frames = _specimen.DecodeServerFrames(vector.Wire);
        Assert.That(FrameEvent.Join(frames), Is.EqualTo(vector.Events), "The specimen does not read the vector.");
        var written = _specimen.CreateCodec().Write([.. frames]);
        if (vector.HasExtension)
            Assert.That(_specimen.DecodeServerFrames(written), Is.EqualTo(frames).Using<Frame>(IsSame));
        else
            Assert.That(written.AsSpan().SequenceEqual(vector.Wire.Span), Is.True);
    }

    /// <summary>The vectors a client sends, with every way to cut them.</summary>
    protected static IEnumerable<TestCaseData> FromClient =>
        from vector in OfRevision(fromClient: true)
        from cutting in Enum.GetValues<Cutting>()
        select new TestCaseData(vector, cutting);

    /// <summary>The vectors a server writes.</summary>
    protected static IEnumerable<TestCaseData> FromServer => OfRevision(fromClient: false).Select(vector => new TestCaseData(vector));

    private static IEnumerable<FrameVector> OfRevision(bool fromClient)
    {
        var specimen = new TSpecimen();
        return FrameVector.All.Where(vector =>
            vector.IsFromClient == fromClient && vector.HasExtension == specimen.HasExtension && vector.Revisions.Contains(specimen.FrameRevision));
    }

    private static bool IsSame(Frame one, Frame other) =>
        one.Kind == other.Kind && one.EndOfMessage == other.EndOfMessage && one.Payload.Span.SequenceEqual(other.Payload.Span);

    private static VectorEnd End(Feeding feeding) =>
        feeding.Violation is not null ? VectorEnd.Fail : feeding.IsClosed ? VectorEnd.Closed : VectorEnd.Open;

    // As a server does it: a pong for each ping with its payload; for a close the same code, or none where there was none.
    private static byte[] Answer(IFrameCodec codec, IReadOnlyList<FrameEvent> events) =>
        codec.Write([.. events.Where(item => item.Kind is FrameKind.Ping or FrameKind.Close).Select(item => item.Kind == FrameKind.Ping
            ? new Frame(FrameKind.Pong, item.Payload)
            : new Frame(FrameKind.Close, item.Payload[..Math.Min(item.Payload.Length, sizeof(ushort))]))]);
}
