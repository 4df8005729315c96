using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Configuration;

public sealed class ShutdownTests
{
    private static readonly (string Name, Func<Shutdown, int> Value, int Minimum, int Maximum, int Default)[] All =
    [
        (nameof(Shutdown.ReadinessSeconds), shutdown => shutdown.ReadinessSeconds, 0, 86400, 0),
        (nameof(Shutdown.SpreadSeconds), shutdown => shutdown.SpreadSeconds, 0, 86400, 0),
        (nameof(Shutdown.DrainSeconds), shutdown => shutdown.DrainSeconds, 0, 86400, 10),
    ];

    [Test]
    public void Every_setting_is_tested_here() =>
        Assert.That(All.Select(setting => setting.Name), Is.EquivalentTo(typeof(Shutdown).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)));

    [TestCaseSource(nameof(Names))]
    public void A_setting_has_a_default(string name)
    {
        var setting = All.Single(setting => setting.Name == name);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(setting.Value(Read(name, null)), Is.EqualTo(setting.Default));
            Assert.That(setting.Value(Read(name, "")), Is.EqualTo(setting.Default));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void A_setting_takes_its_smallest_and_its_largest_value(string name)
    {
        var setting = All.Single(setting => setting.Name == name);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(setting.Value(Read(name, $"{setting.Minimum}")), Is.EqualTo(setting.Minimum));
            Assert.That(setting.Value(Read(name, $"{setting.Maximum}")), Is.EqualTo(setting.Maximum));
        }
    }

    [TestCaseSource(nameof(Nonsense))]
    public void A_setting_refuses_nonsense_with_key_value_and_what_is_allowed(string name, string value)
    {
        var setting = All.Single(setting => setting.Name == name);

        Assert.That(() => Read(name, value), Throws.TypeOf<ConfigurationException>()
            .With.Message.EqualTo($"Shutdown:{name} is '{value}'; it must be a whole number from {setting.Minimum} to {setting.Maximum}."));
    }

    private static IEnumerable<string> Names => All.Select(setting => setting.Name);

    private static IEnumerable<TestCaseData> Nonsense =>
        from setting in All
        from value in (string[])[$"{setting.Minimum - 1L}", $"{setting.Maximum + 1L}", "-1", "+300", "300.5", "3e2", "1,024", "0x200", "64K", "many", "99999999999999999999"]
        select new TestCaseData(setting.Name, value);

    private static Shutdown Read(string name, string? value) =>
        Shutdown.Read(new ConfigurationBuilder().AddInMemoryCollection([new($"Shutdown:{name}", value)]).Build());
}
