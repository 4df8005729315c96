using Host.Configuration;
using Host.Reloading;

namespace Host.Tests.Reloading;

public sealed class SettingsChangeTests
{
    private static readonly Dictionary<string, string?> None = [];

    [Test]
    public void A_limit_is_told_to_be_in_force_when_it_is()
    {
        var before = new Limits();
        foreach (var property in typeof(Limits).GetProperties())
        {
            var next = new Limits();
            property.SetValue(next, (int)property.GetValue(before)! + 1);

            var isInForce = (int)property.GetValue(before.With(next))! != (int)property.GetValue(before)!;

            var change = Change(($"Limits:{property.Name}", "1"));
            Assert.That((change.InForce.Count, change.AtRestart.Count), Is.EqualTo(isInForce ? (1, 0) : (0, 1)), property.Name);
        }
    }

    [TestCase("Origins:0", "Origins")]
    [TestCase("origins", "Origins")]
    [TestCase("Routes:/ws:Handler", "Routes")]
    [TestCase("Adapters:Order:1", "Adapters:Order")]
    [TestCase("ForwardedHeaders:Trusted", "ForwardedHeaders:Trusted")]
    [TestCase("Logging:LogLevel:Default", "Logging")]
    [TestCase("limits:connections", "Limits:Connections")]
    [TestCase("KeepAlive:IdleSeconds", "KeepAlive:IdleSeconds")]
    [TestCase("PluginHost:CallbackSeconds", "PluginHost:CallbackSeconds")]
    public void In_force(string key, string name)
    {
        var change = Change((key, "1"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(change.InForce, Is.EqualTo((string[])[name]));
            Assert.That(change.AtLoad.Concat(change.AtRestart), Is.Empty);
        }
    }

    [TestCase("urls")]
    [TestCase("plugins")]
    [TestCase("Kestrel:Endpoints:Tls:Url")]
    [TestCase("PluginHost:StageDirectory")]
    [TestCase("Plugins:Greeter:DrainSeconds")]
    [TestCase("OriginsOfMine")]
    public void At_a_restart(string key)
    {
        var change = Change((key, "1"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(change.AtRestart, Is.EqualTo((string[])[key]));
            Assert.That(change.AtLoad.Concat(change.InForce), Is.Empty);
        }
    }

    [Test]
    public void Settings_of_a_plugin_at_its_next_load() =>
        Assert.That(Change(("Plugins:Greeter:Path", "/1"), ("Plugins:Greeter:Deep:DrainSeconds", "1")).AtLoad, Is.EqualTo((string[])["Plugins:Greeter"]));

    [Test]
    public void What_is_taken_out_is_a_change_and_an_empty_section_is_none()
    {
        var before = new Dictionary<string, string?> { ["Origins"] = "*", ["Routes"] = null };

        Assert.That(SettingsChange.Between(before, before, None).InForce, Is.EqualTo((string[])["Origins"]));
    }

    private static SettingsChange Change(params (string Key, string Value)[] after) =>
        SettingsChange.Between(None, None, after.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase));
}
