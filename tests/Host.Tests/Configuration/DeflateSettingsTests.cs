using Adapters.Rfc6455.Deflate;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Configuration;

public sealed class DeflateSettingsTests
{
    [Test]
    public void It_is_off_until_somebody_wants_it() => Assert.That(Read(), Is.EqualTo(new DeflateSettings { Enabled = false, MinimumBytes = 256, Level = 1, Context = DeflateContext.Shared }));

    [Test]
    public void Every_setting_is_read() => Assert.That(
        Read(("Enabled", "true"), ("MinimumBytes", "0"), ("Level", "9"), ("Context", "perconnection")),
        Is.EqualTo(new DeflateSettings { Enabled = true, MinimumBytes = 0, Level = 9, Context = DeflateContext.PerConnection }));

    [TestCase("Enabled", "yes", "true or false")]
    [TestCase("MinimumBytes", "-1", "a whole number from 0 to 2147483647")]
    [TestCase("MinimumBytes", "1 KiB", "a whole number from 0 to 2147483647")]
    [TestCase("Level", "0", "a whole number from 1 to 9")]
    [TestCase("Level", "10", "a whole number from 1 to 9")]
    [TestCase("Context", "1", "Shared or PerConnection")]
    [TestCase("Context", "Both", "Shared or PerConnection")]
    public void A_bad_value_is_named_with_its_key_and_what_it_may_be(string key, string value, string allowed) =>
        Assert.That(() => Read((key, value)), Throws.InvalidOperationException.With.Message.EqualTo($"Plugins:Adapters.Rfc6455:Deflate:{key} is '{value}'; it must be {allowed}"));

    private static DeflateSettings Read(params (string Key, string Value)[] settings) => DeflateSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Plugins:Adapters.Rfc6455:Deflate:{setting.Key}", (string?)setting.Value)))
            .Build().GetSection("Plugins:Adapters.Rfc6455"));
}
