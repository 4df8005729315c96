using System.Diagnostics;
using System.Globalization;

namespace Swap.Tests;

/// <summary>Files of the drop folder are truncated, overwritten, moved and deleted at random while 200 clients are connected.</summary>
[Platform("Linux")]
public sealed class DamageTests
{
    private const int Last = 1000;
    // Longer than what the watch takes for quiet, now and then, so that damage is looked at, and mostly shorter.
    private const int LongestPause = 800;

    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(120);
    private static readonly string[] Plugins = [SwappingProcess.Adapter, SwappingProcess.Echo];

    [Test]
    public async Task The_process_goes_on_and_serves_what_is_whole_again()
    {
        var seed = Environment.TickCount;
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var random = new Random(seed);
        // All of it is one swap, which never ends.
        var progress = new Progress();
        progress.Begin();
        await using var host = await SwappingProcess.StartAsync(drainSeconds: 1);
        await using var load = new Load(host.Address, progress, seed, mayBeRefused: true);
        var damages = Plugins.Select(plugin => (Plugin: plugin, Damage: new Damage(host.Drop[plugin], host.MakeVersion(plugin, 0), random))).ToList();
        var begun = Stopwatch.StartNew();
        while (begun.Elapsed < Length.Damage && !load.Failed.IsCancellationRequested)
        {
            var (plugin, damage) = damages[random.Next(damages.Count)];
            damage.DoOne();
            await Task.Delay((int)(LongestPause * Math.Pow(random.NextDouble(), 4)));
        }

        using var hang = new CancellationTokenSource(HangLimit);
        foreach (var plugin in Plugins)
        {
            if (Directory.Exists(host.Drop[plugin]))
                Directory.Delete(host.Drop[plugin], recursive: true);
            Directory.Move(host.MakeVersion(plugin, Last), host.Drop[plugin]);
        }
        await ServedAsync(host, hang.Token);
        await load.StopAsync();
        await TestContext.Out.WriteLineAsync(load.ToString());
        foreach (var plugin in Plugins)
            await host.CollectUntilAsync(plugin, generations => generations.Count == 1 && host.CountCopies(plugin) == 1, hang.Token);
        Assert.That(await host.Host.StopAsync(), Is.Zero, () => host.Host.Output);
        Assert.That(host.Host.Output, Does.Not.Contain("The look at the drop folder failed").And.Not.Contain("could not be taken out of use"));
    }

    private static async Task ServedAsync(SwappingProcess host, CancellationToken hang)
    {
        try
        {
            while (await host.AskAsync(hang) is not { } answer || !answer.StartsWith(Last.ToString(CultureInfo.InvariantCulture) + ":", StringComparison.Ordinal))
                await Task.Delay(100, hang);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The whole plugins are not served:{Environment.NewLine}{host.Host.Output}");
        }
    }
}
