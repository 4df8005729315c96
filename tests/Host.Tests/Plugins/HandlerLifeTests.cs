namespace Host.Tests.Plugins;

public class HandlerLifeTests
{
    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder();

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [Test]
    public async Task Each_connection_has_a_handler_of_its_own()
    {
        await using var catalog = _drop.Add("Plugins.Echo").Load();
        var factory = catalog.Handler("echo").Factory;

        var first = factory.Create().Handler;
        var second = factory.Create().Handler;

        Assert.That(second, Is.Not.SameAs(first));
    }

    [Test]
    public async Task A_handler_is_disposed_with_its_connection()
    {
        await using var catalog = _drop.Add("Plugins.Echo").Load();
        var instance = catalog.Handler("echo").Factory.Create();
        // The first was made to see whether it can be.
        Assert.That(_drop.Log.Lines, Has.One.EqualTo("echo handler disposed"));

        await instance.DisposeAsync();

        Assert.That(_drop.Log.Lines, Has.Exactly(2).EqualTo("echo handler disposed"));
    }

    [Test]
    public async Task What_a_handler_and_its_parts_share_is_one_per_connection()
    {
        await using var catalog = _drop.Add("Plugins.Scoped").Load();

        using (Assert.EnterMultipleScope())
        {
            // The first was that of the handler that is made to see whether it can be.
            Assert.That(await catalog.AnswerAsync("scoped"), Is.EqualTo("2 2"));
            Assert.That(await catalog.AnswerAsync("scoped"), Is.EqualTo("3 3"));
        }
    }

    [Test]
    public async Task The_handler_is_disposed_before_what_was_made_for_it()
    {
        await using var catalog = _drop.Add("Plugins.Scoped").Load();

        await catalog.AnswerAsync("scoped");

        Assert.That(_drop.Log.Lines.TakeLast(2), Is.EqualTo((string[])["handler of session 2 disposed", "session 2 disposed"]));
    }

    [Test]
    public async Task Services_of_a_plugin_are_disposed_with_it()
    {
        var catalog = _drop.Add("Plugins.Echo").Load();
        await catalog.AnswerAsync("echo");
        Assert.That(_drop.Log.Lines, Has.None.EqualTo("calls disposed"));

        await catalog.DisposeAsync();

        Assert.That(_drop.Log.Lines, Has.One.EqualTo("calls disposed"));
    }
}
