using Host.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Host.Tests.Configuration;

public sealed class SettingsSourceTests
{
    private readonly SettingsSource _source = new(["--Origins", "https://one.example"]);
    private readonly ConfigurationManager _configuration = new();

    [OneTimeSetUp]
    public void Add() => ((IConfigurationBuilder)_configuration).Add(_source);

    [OneTimeTearDown]
    public void Dispose() => _configuration.Dispose();

    [SetUp]
    public void Reset() => _source.Replace(_source.First);

    [Test]
    public void Reading_changes_nothing()
    {
        var read = _source.Read();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read["origins"], Is.EqualTo("https://one.example"));
            Assert.That(_source.Current, Is.SameAs(_source.First));
        }
    }

    [Test]
    public void What_takes_the_place_is_seen_and_told()
    {
        var told = 0;
        using var callback = ChangeToken.OnChange(((IConfiguration)_configuration).GetReloadToken, () => told++);

        _source.Replace(new Dictionary<string, string?> { ["Routes:/ws:Handler"] = "echo" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_configuration["Origins"], Is.Null);
            Assert.That(_configuration.GetSection("Routes").GetChildren().Single()["handler"], Is.EqualTo("echo"));
            Assert.That(told, Is.EqualTo(1));
        }
    }

    [Test]
    public void What_somebody_cannot_live_with_changes_nothing()
    {
        using var callback = ChangeToken.OnChange(((IConfiguration)_configuration).GetReloadToken, () =>
        {
            if (_configuration["Origins"] == "*")
                throw new InvalidOperationException("not this");
        });

        Assert.That(() => _source.Replace(new Dictionary<string, string?> { ["Origins"] = "*" }), Throws.Exception);

        Assert.That((_configuration["Origins"], _source.Current["Origins"]), Is.EqualTo(("https://one.example", "https://one.example")));
    }

    [Test]
    public void What_the_host_writes_into_the_configuration_is_not_the_operators()
    {
        _configuration["Origins"] = "*";

        Assert.That(_source.Current["Origins"], Is.EqualTo("https://one.example"));
    }
}
