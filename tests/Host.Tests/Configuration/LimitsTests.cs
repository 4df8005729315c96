using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Configuration;

public sealed class LimitsTests
{
    // Of the descriptors that the process may have, the connections leave 256 to everything else.
    private static readonly int ForConnections = Math.Max(1, DescriptorLimit.Current - 256);

    private static readonly (string Name, Func<Limits, int> Value, int Minimum, int Maximum, int Default)[] All =
    [
        (nameof(Limits.Connections), limits => limits.Connections, 1, ForConnections, Math.Min(100_000, ForConnections)),
        (nameof(Limits.ConnectionsPerAddress), limits => limits.ConnectionsPerAddress, 0, int.MaxValue, 0),
        (nameof(Limits.Handshakes), limits => limits.Handshakes, 1, int.MaxValue, 1000),
        (nameof(Limits.MessageBytes), limits => limits.MessageBytes, 1, Array.MaxLength, 1024 * 1024),
        (nameof(Limits.MessageFragments), limits => limits.MessageFragments, 1, int.MaxValue, 16 * 1024),
        (nameof(Limits.RequestHeadBytes), limits => limits.RequestHeadBytes, 256, 1024 * 1024, 16 * 1024),
        (nameof(Limits.HandshakeSeconds), limits => limits.HandshakeSeconds, 1, 3600, 10),
        (nameof(Limits.FrameSeconds), limits => limits.FrameSeconds, 0, 86400, 0),
        (nameof(Limits.ReadAheadBytes), limits => limits.ReadAheadBytes, 1, Array.MaxLength, 64 * 1024),
        (nameof(Limits.SendQueueBytes), limits => limits.SendQueueBytes, 1, Array.MaxLength, 1024 * 1024),
        (nameof(Limits.SendSeconds), limits => limits.SendSeconds, 1, 3600, 20),
        (nameof(Limits.UpstreamMessages), limits => limits.UpstreamMessages, 1, 1024, 16),
        (nameof(Limits.UpstreamBytes), limits => limits.UpstreamBytes, 0, Array.MaxLength, 64 * 1024),
        (nameof(Limits.UpstreamSeconds), limits => limits.UpstreamSeconds, 1, 3600, 10),
        (nameof(Limits.CloseSeconds), limits => limits.CloseSeconds, 1, 3600, 5),
        (nameof(Limits.Http2Streams), limits => limits.Http2Streams, 1, 1024, 256),
        (nameof(Limits.Http2WindowBytes), limits => limits.Http2WindowBytes, 65535, int.MaxValue / 1024, 128 * 1024),
    ];

    [Test]
    public void Every_limit_is_tested_here() =>
        Assert.That(All.Select(limit => limit.Name), Is.EquivalentTo(typeof(Limits).GetProperties().Select(property => property.Name)));

    [TestCaseSource(nameof(Names))]
    public void A_limit_has_a_default(string name)
    {
        var limit = All.Single(limit => limit.Name == name);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(limit.Value(Read(name, null)), Is.EqualTo(limit.Default));
            Assert.That(limit.Value(Read(name, "")), Is.EqualTo(limit.Default));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void A_limit_takes_its_smallest_and_its_largest_value(string name)
    {
        var limit = All.Single(limit => limit.Name == name);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(limit.Value(Read(name, $"{limit.Minimum}")), Is.EqualTo(limit.Minimum));
            Assert.That(limit.Value(Read(name, $"{limit.Maximum}")), Is.EqualTo(limit.Maximum));
        }
    }

    [TestCaseSource(nameof(Nonsense))]
    public void A_limit_refuses_nonsense_with_key_value_and_what_is_allowed(string name, string value)
    {
        var limit = All.Single(limit => limit.Name == name);

        Assert.That(() => Read(name, value), Throws.TypeOf<ConfigurationException>()
            .With.Message.EqualTo($"Limits:{name} is '{value}'; it must be a whole number from {limit.Minimum} to {limit.Maximum}."));
    }

    private static IEnumerable<string> Names => All.Select(limit => limit.Name);

    private static IEnumerable<TestCaseData> Nonsense =>
        from limit in All
        from value in (string[])[$"{limit.Minimum - 1L}", $"{limit.Maximum + 1L}", "-1", "+300", "300.5", "3e2", "1,024", "0x200", "64K", "many", "99999999999999999999"]
        select new TestCaseData(limit.Name, value);

    private static Limits Read(string name, string? value) =>
        Limits.Read(new ConfigurationBuilder().AddInMemoryCollection([new($"Limits:{name}", value)]).Build());
}
