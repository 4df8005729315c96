using Abstractions;
using Host.Plugins;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Plugins;

public class PluginBuilderTests
{
    private static PluginBuilder Builder() => new("Mine", new ConfigurationBuilder().Build(), new LogRecorder(), TimeProvider.System);

    [TestCase("echo")]
    [TestCase("")]
    [TestCase("/rooms/*/seats")]
    [TestCase("/rooms*")]
    [TestCase("/rooms?open")]
    public void A_path_that_is_neither_exact_nor_everything_below_is_refused(string path) =>
        Assert.That(() => Add(Builder(), "echo", path), Throws.ArgumentException.With.Message.Contains($"'{path}'"));

    [TestCase("/")]
    [TestCase("/*")]
    [TestCase("/echo")]
    [TestCase("/rooms/*")]
    public void An_exact_path_and_everything_below_are_taken(string path)
    {
        var builder = Builder();

        Add(builder, "echo", path);

        Assert.That(builder.Handlers.Single().Path, Is.EqualTo(path));
    }

    [TestCase("")]
    [TestCase(" ")]
    public void An_empty_name_is_refused(string name) => Assert.That(() => Add(Builder(), name, "/echo"), Throws.ArgumentException);

    [Test]
    public void A_name_is_used_once()
    {
        var builder = Builder();
        Add(builder, "echo", "/echo");

        Assert.That(() => Add(builder, "echo", "/again"), Throws.ArgumentException.With.Message.Contains("'echo'"));
    }

    [Test]
    public void A_path_is_used_once()
    {
        var builder = Builder();
        Add(builder, "echo", "/echo");

        Assert.That(() => Add(builder, "again", "/echo"), Throws.ArgumentException.With.Message.Contains("'/echo'"));
    }

    [Test]
    public void An_adapter_is_added_once()
    {
        var builder = Builder();
        builder.AddAdapter<IProtocolAdapter>();

        Assert.That(builder.AddAdapter<IProtocolAdapter>, Throws.ArgumentException);
    }

    [TestCase(null, "/Mine/")]
    [TestCase("/", "/")]
    [TestCase("/docs", "/docs/")]
    [TestCase("/docs/", "/docs/")]
    public void Pages_begin_and_end_with_a_slash(string? path, string expected)
    {
        var builder = Builder();

        builder.AddPages(path);

        Assert.That(builder.Pages.Single(), Is.EqualTo(expected));
    }

    [TestCase("docs")]
    [TestCase("/docs/*")]
    public void Pages_elsewhere_are_refused(string path) => Assert.That(() => Builder().AddPages(path), Throws.ArgumentException);

    [Test]
    public void Pages_are_added_once_at_a_path()
    {
        var builder = Builder();
        builder.AddPages("/docs");

        Assert.That(() => builder.AddPages("/docs/"), Throws.ArgumentException);
    }

    private static void Add(PluginBuilder builder, string name, string path) => builder.AddHandler(name, path, (_, _) => ValueTask.CompletedTask);
}
