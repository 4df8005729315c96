namespace Contracts;

/// <summary>The assertion that most of the reading fixtures make.</summary>
internal static class Reading
{
    public static void Assert(IAdapterSpecimen specimen, byte[] stream, Cutting cutting, int limit, params FrameEvent[] events)
    {
        foreach (var cuts in cutting.Of(stream.Length))
        {
            var feeding = Feeding.Of(specimen.CreateCodec(limit), stream, cuts);
            var where = cuts.Length == 1 ? $"cut at {cuts[0]} of {stream.Length}" : $"{cutting}";
            NUnit.Framework.Assert.That(feeding.Violation, Is.Null, $"{where}: {feeding.Violation?.Message}");
            NUnit.Framework.Assert.That(feeding.Events, Is.EqualTo(events), where);
            NUnit.Framework.Assert.That(feeding.IsInMessage, Is.False, where);
        }
    }

    public static void Assert(IAdapterSpecimen specimen, byte[] stream, Cutting cutting, params FrameEvent[] events) =>
        Assert(specimen, stream, cutting, SpecimenExtensions.DefaultMessageBytes, events);
}
