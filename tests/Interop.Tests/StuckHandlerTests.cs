using System.Net.WebSockets;

namespace Interop.Tests;

/// <summary>Handlers that never come back, and what they cannot hold up, in the real process.</summary>
[CancelAfter(120_000)]
public sealed class StuckHandlerTests
{
    private static readonly string[] Stuck = ["stuck-connect", "blocked-connect", "stuck-message", "blocked-message"];

    [TestCaseSource(nameof(Stuck))]
    public async Task It_is_named_and_its_connection_closed_with_1011(string handler, CancellationToken cancellationToken)
    {
        await using var host = await CrashingHost.StartAsync("--PluginHost:CallbackSeconds", "1");
        using var client = await host.ConnectAsync($"/{handler}", cancellationToken);

        Assert.That(await CrashingHost.AskAsync(client, "go", cancellationToken), Is.Empty);
        Assert.That((int?)client.CloseStatus, Is.EqualTo(1011));
        Assert.That(client.CloseStatusDescription, Is.Empty);
        await host.Process.WaitForLineAsync(cancellationToken, "closed with 1011", $"the handler {handler} of {CrashingHost.Plugin} has been in {CallOf(handler)} for ");
        Assert.That(await host.AskAsync("/still-echo", "still here", cancellationToken), Is.EqualTo("still here"));
        Assert.That(await host.CountedAsync($"kind=too_long handler={handler}", cancellationToken), Is.EqualTo(1));
    }

    [TestCase("stuck-disconnect")]
    [TestCase("blocked-disconnect")]
    public async Task A_disconnect_call_is_named_too_and_holds_up_neither_its_client_nor_the_stop(string handler, CancellationToken cancellationToken)
    {
        await using var host = await CrashingHost.StartAsync("--PluginHost:CallbackSeconds", "1", "--Limits:CloseSeconds", "1", "--Shutdown:DrainSeconds", "1");
        using var client = await host.ConnectAsync($"/{handler}", cancellationToken);

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        await host.Process.WaitForLineAsync(cancellationToken, "has closed", $"the handler {handler} of {CrashingHost.Plugin} has been in OnDisconnectAsync for ");

        Assert.That(await host.CountedAsync($"kind=too_long handler={handler}", cancellationToken), Is.EqualTo(1));
        Assert.That(await host.Process.StopAsync(), Is.Zero, () => host.Process.Output);
    }

    [Test]
    public async Task None_of_them_holds_the_stop_up([ValueSource(nameof(Stuck))] string handler, CancellationToken cancellationToken)
    {
        await using var host = await CrashingHost.StartAsync("--Shutdown:DrainSeconds", "1");
        using var client = await host.ConnectAsync($"/{handler}", cancellationToken);
        await CrashingHost.SendAsync(client, "go", cancellationToken);

        Assert.That(await host.Process.StopAsync(), Is.Zero, () => host.Process.Output);
        Assert.That(host.Process.Output, Does.Contain("were cut off"));
    }

    [Test]
    public async Task A_second_signal_ends_the_process_at_once_whatever_is_stuck(CancellationToken cancellationToken)
    {
        await using var host = await CrashingHost.StartAsync("--Shutdown:DrainSeconds", "3600", "--Limits:CloseSeconds", "3600");
        await host.AskAsync("/hanging-exit", "now", cancellationToken);
        using var client = await host.ConnectAsync("/blocked-message", cancellationToken);
        await CrashingHost.SendAsync(client, "go", cancellationToken);

        host.Process.Terminate();
        await host.Process.WaitForLineAsync(cancellationToken, "Stopping, with");

        Assert.That(await host.Process.StopAsync(), Is.EqualTo(2), () => host.Process.Output);
    }

    [Test]
    public async Task A_hook_into_the_end_of_the_process_that_hangs_does_not_hold_it_up(CancellationToken cancellationToken)
    {
        await using var host = await CrashingHost.StartAsync();
        await host.AskAsync("/hanging-exit", "now", cancellationToken);

        Assert.That(await host.Process.StopAsync(), Is.Zero, () => host.Process.Output);
        Assert.That(host.Process.Output, Does.Contain("holds the end of the process up"));
    }

    private static string CallOf(string handler) => handler.EndsWith("connect", StringComparison.Ordinal) ? "OnConnectAsync" : "OnMessageAsync";
}
