using System.Diagnostics;

namespace Swap.Tests;

/// <summary>A plugin is swapped over and over while 200 clients are connected to it.</summary>
[Platform("Linux")]
public sealed class SwapTests
{
    private const int DrainSeconds = 1;
    // The swap whose memory is compared with that of the last: before it, code is still being compiled and pools filled.
    private const int Warm = 10;

    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(120);

    [TestCase(SwappingProcess.Echo)]
    [TestCase(SwappingProcess.Adapter)]
    public async Task Nobody_is_cut_off_who_need_not_be_and_nothing_stays(string plugin)
    {
        var seed = Environment.TickCount;
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var progress = new Progress();
        await using var host = await SwappingProcess.StartAsync(DrainSeconds);
        await using var load = new Load(host.Address, progress, seed);
        var begun = Stopwatch.StartNew();
        long warm = 0;
        for (var swap = 1; swap <= Length.Swaps && !load.Failed.IsCancellationRequested; swap++)
        {
            var memory = await SwapAsync(host, plugin, progress, Way.All[(swap - 1) % Way.All.Count]);
            await TestContext.Out.WriteLineAsync($"{begun.Elapsed.TotalSeconds:F1} s: swap {swap}, {memory >> 10} KiB");
            if (swap == Warm)
                warm = memory;
            if (Length.IsWhole && swap == Length.Swaps)
                Assert.That(memory, Is.LessThanOrEqualTo(warm * 1.15));
        }
        await load.StopAsync();

        await TestContext.Out.WriteLineAsync(load.ToString());
        Assert.That(load.Ended, Is.Positive);
        Assert.That(load.Cut, Is.Positive);
        using var hang = new CancellationTokenSource(HangLimit);
        await host.CollectUntilAsync(plugin, generations => generations.Count == 1 && host.CountCopies(plugin) == 1, hang.Token);
        Assert.That(await host.Host.StopAsync(), Is.Zero, () => host.Host.Output);
        Assert.That(host.Host.Output, Does.Not.Contain("fail: "));
    }

    private static async Task<long> SwapAsync(SwappingProcess host, string plugin, Progress progress, Way way)
    {
        using var hang = new CancellationTokenSource(HangLimit);
        var number = progress.Begin();
        way.Replace(host.MakeVersion(plugin, number), host.Drop[plugin]);
        await host.Host.WaitForLineAsync(hang.Token, $"{plugin}#{number + 1} (", $" is served from now on in place of {plugin}#{number} (");
        progress.End();
        // Two: the one that is served, and the one that was and of which a finalizer or a thread may still know.
        await host.CollectUntilAsync(plugin, generations => generations.Count <= 2 && !generations.Any(generation => generation.IsDraining) && host.CountCopies(plugin) == generations.Count, hang.Token);
        return await host.CollectAsync(hang.Token);
    }
}
