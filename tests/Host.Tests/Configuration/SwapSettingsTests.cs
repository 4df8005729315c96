using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Configuration;

public sealed class SwapSettingsTests
{
    [Test]
    public void Everything_has_a_default()
    {
        var settings = Read();

        Assert.That((settings.Watch, settings.PollSeconds, settings.DrainSeconds, settings.DrainSecondsOf("Any"), settings.MaxFaultsPerMinute), Is.EqualTo((true, 10, 30, 30, 0)));
    }

    [Test]
    public void Values_are_read()
    {
        var settings = Read(("PluginHost:Watch", "false"), ("PluginHost:PollSeconds", "0"), ("PluginHost:DrainSeconds", "-1"), ("Plugins:Some.Plugin:DrainSeconds", "0"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((settings.Watch, settings.PollSeconds), Is.EqualTo((false, 0)));
            Assert.That(settings.DrainSecondsOf("some.plugin"), Is.Zero);
            Assert.That(settings.DrainSecondsOf("Other"), Is.EqualTo(-1));
        }
    }

    [TestCase("PluginHost:PollSeconds", "-1", "a whole number from 0 to 86400")]
    [TestCase("PluginHost:PollSeconds", "soon", "a whole number from 0 to 86400")]
    [TestCase("PluginHost:DrainSeconds", "-2", "a whole number from -1 to 86400")]
    [TestCase("PluginHost:DrainSeconds", "86401", "a whole number from -1 to 86400")]
    [TestCase("Plugins:Some.Plugin:DrainSeconds", "-2", "a whole number from -1 to 86400")]
    [TestCase("PluginHost:MaxFaultsPerMinute", "-1", "a whole number from 0 to 2147483647")]
    [TestCase("PluginHost:Watch", "maybe", "true or false")]
    public void Nonsense_is_refused_with_key_value_and_what_is_allowed(string key, string value, string allowed) =>
        Assert.That(() => Read((key, value)), Throws.TypeOf<ConfigurationException>().With.Message.EqualTo($"{key} is '{value}'; it must be {allowed}."));

    private static SwapSettings Read(params (string Key, string Value)[] settings) =>
        SwapSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
