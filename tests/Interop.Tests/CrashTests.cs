namespace Interop.Tests;

/// <summary>A plugin throws where nothing catches it, in the real process.</summary>
[CancelAfter(120_000)]
public sealed class CrashTests
{
    [TestCase("async-void")]
    [TestCase("thread")]
    [TestCase("timer")]
    [TestCase("pool")]
    [TestCase("finalizer")]
    public async Task The_process_survives_names_the_plugin_and_counts(string fault, CancellationToken cancellationToken)
    {
        await using var host = await CrashingHost.StartAsync();
        using var other = await host.ConnectAsync("/still-echo", cancellationToken);

        Assert.That(await host.AskAsync($"/{fault}", "now", cancellationToken), Is.EqualTo("committed"));
        var line = await host.Process.WaitForLineAsync(cancellationToken, $"Plugin {CrashingHost.Plugin} threw at Plugins.Crashing.Faults.Throw()", "nothing catches", "On purpose.");

        Assert.That(line, Does.Contain("fail: Host.Plugins.UnhandledExceptions"));
        Assert.That(await CrashingHost.AskAsync(other, "still here", cancellationToken), Is.EqualTo("still here"));
        Assert.That(await host.AskAsync("/still-echo", "and open", cancellationToken), Is.EqualTo("and open"));
        Assert.That(await host.CountedAsync("kind=unhandled", cancellationToken), Is.EqualTo(1));
        Assert.That(await host.Process.StopAsync(), Is.Zero, () => host.Process.Output);
    }

    [Test]
    public async Task The_exception_of_a_task_that_nobody_looks_at_is_named_and_counted(CancellationToken cancellationToken)
    {
        await using var host = await CrashingHost.StartAsync();

        Assert.That(await host.AskAsync("/unobserved", "now", cancellationToken), Is.EqualTo("committed"));
        var line = await host.Process.WaitForLineAsync(cancellationToken, $"Plugin {CrashingHost.Plugin} did not look at the exception of a task", "On purpose.");

        Assert.That(line, Does.Contain("warn: "));
        Assert.That(await host.CountedAsync("kind=unobserved", cancellationToken), Is.EqualTo(1));
    }

    [Test]
    public async Task Where_it_is_not_to_be_survived_the_process_ends_and_names_the_plugin(CancellationToken cancellationToken)
    {
        await using var host = await CrashingHost.StartAsync("--PluginHost:SurviveUnhandledExceptions", "false");
        using var client = await host.ConnectAsync("/thread", cancellationToken);
        await CrashingHost.SendAsync(client, "now", cancellationToken);

        Assert.That(await host.Process.WaitForExitAsync(), Is.Not.Zero);
        Assert.That(host.Process.Output, Does.Contain($"The plugin {CrashingHost.Plugin} ends the process at Plugins.Crashing.Faults.Throw()").And.Contain("On purpose."));
    }

    [Test]
    public async Task A_handler_that_throws_ends_its_own_connection_with_1011_and_no_detail(CancellationToken cancellationToken)
    {
        await using var host = await CrashingHost.StartAsync();
        using var client = await host.ConnectAsync("/throw", cancellationToken);

        Assert.That(await CrashingHost.AskAsync(client, "now", cancellationToken), Is.Empty);
        Assert.That((int?)client.CloseStatus, Is.EqualTo(1011));
        Assert.That(client.CloseStatusDescription, Is.Empty);
        Assert.That(await host.CountedAsync("kind=exception handler=throw", cancellationToken), Is.EqualTo(1));
    }
}
