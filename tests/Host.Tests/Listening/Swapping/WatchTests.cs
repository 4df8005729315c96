using System.Runtime.Versioning;
using Host.Swapping;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static Host.Tests.Listening.Swapping.SwappingServer;

namespace Host.Tests.Listening.Swapping;

/// <summary>Every way in which an operator brings a new version, noticed by the host itself.</summary>
public sealed class WatchTests
{
    [Test]
    public async Task Files_that_are_copied_over_the_old_ones()
    {
        await using var server = await StartAsync();
        using var open = await server.OpenAsync();

        foreach (var file in Directory.GetFiles(New(server)))
            File.Copy(file, server.Drop[$"Greeter/{Path.GetFileName(file)}"], overwrite: true);

        await AssertReplacedAsync(server);
        Assert.That(await AskAsync(open), Is.EqualTo(One));
    }

    [Test]
    public async Task Files_that_are_moved_over_the_old_ones()
    {
        await using var server = await StartAsync();

        foreach (var file in Directory.GetFiles(New(server)))
            File.Move(file, server.Drop[$"Greeter/{Path.GetFileName(file)}"], overwrite: true);

        await AssertReplacedAsync(server);
    }

    [Test]
    public async Task A_folder_that_is_moved_into_the_place_of_the_old_one()
    {
        await using var server = await StartAsync();

        Directory.Move(server.Drop[Plugin], server.Drop[".old"]);
        Directory.Move(New(server), server.Drop[Plugin]);

        await AssertReplacedAsync(server);
    }

    // Of which a watcher that follows folders hears nothing on Linux, nor of anything thereafter.
    [Test]
    public async Task A_folder_that_is_moved_out_and_another_one_in_and_what_comes_thereafter()
    {
        await using var server = await StartAsync();
        server.Drop.Add("Plugins.GreetingTwo", "../elsewhere/two/Greeter").Add("Plugins.GreetingOne", "../elsewhere/one/Greeter");
        await PassFirstLookAsync(server);

        await UntilAsync(server, "Greeter#2 (0.1.0) is served from now on in place of Greeter#1 (0.1.0).", () =>
        {
            Directory.Move(server.Drop[Plugin], server.Drop["../elsewhere/old"]);
            Directory.Move(server.Drop["../elsewhere/two/Greeter"], server.Drop[Plugin]);
        });
        await UntilAsync(server, "Greeter#3 (0.1.0) is served from now on in place of Greeter#2 (0.1.0).", () =>
        {
            foreach (var file in Directory.GetFiles(server.Drop["../elsewhere/one/Greeter"]))
                File.Copy(file, server.Drop[$"Greeter/{Path.GetFileName(file)}"], overwrite: true);
        });
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task A_link_that_is_switched()
    {
        await using var server = await StartAsync(drop =>
        {
            drop.Add("Plugins.GreetingOne", Plugin);
            Directory.Move(drop[Plugin], drop[".one"]);
            Directory.CreateSymbolicLink(drop[Plugin], ".one");
        });

        // As ln -sfn does it.
        Directory.Delete(server.Drop[Plugin]);
        Directory.CreateSymbolicLink(server.Drop[Plugin], New(server));

        await AssertReplacedAsync(server);
    }

    [Test]
    public async Task A_folder_that_is_deleted_and_one_that_is_new()
    {
        await using var server = await StartAsync();

        Directory.Delete(server.Drop[Plugin], recursive: true);
        await server.UntilAsync("Greeter#1 (0.1.0) is not served any more");
        server.Drop.Add("Plugins.GreetingTwo", Plugin);

        await server.UntilAsync("Greeter#2 (0.1.0) is served from now on.");
        Assert.That(await server.AskAsync(), Is.EqualTo(Two));
    }

    [Test]
    public async Task A_slow_copy_is_taken_when_it_is_whole()
    {
        await using var server = await StartAsync();
        var files = Directory.GetFiles(New(server));

        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file);
            await using var target = new FileStream(server.Drop[$"Greeter/{Path.GetFileName(file)}"], FileMode.Create);
            for (var half = 0; half < 2; half++)
            {
                await target.WriteAsync(half == 0 ? bytes.AsMemory(0, bytes.Length / 2) : bytes.AsMemory(bytes.Length / 2));
                await target.FlushAsync();
                // Not long enough to be quiet, but for the look that comes all the same.
                server.Time.Advance(PluginWatch.Quiet - TimeSpan.FromMilliseconds(1));
            }
        }

        await AssertReplacedAsync(server);
    }

    // As on a file system without events: behind a link nothing is told.
    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task What_no_event_tells_is_seen_by_the_poll()
    {
        await using var server = await StartAsync(drop =>
        {
            drop.Add("Plugins.GreetingOne", Plugin);
            Directory.Move(drop[Plugin], drop.Elsewhere);
            Directory.CreateSymbolicLink(drop[Plugin], drop.Elsewhere);
        });
        await PassFirstLookAsync(server);

        foreach (var file in Directory.GetFiles(New(server)))
            File.Copy(file, Path.Combine(server.Drop.Elsewhere, Path.GetFileName(file)), overwrite: true);

        await AssertReplacedAsync(server);
    }

    // The watchers hear of nothing but that.
    [Test]
    public async Task More_events_at_once_than_can_be_told()
    {
        var watchers = new DeafWatchers();
        await using var server = await StartAsync(drop => drop.Add("Plugins.GreetingOne", Plugin), builder => builder.Services.AddSingleton(services => watchers.MakeWatch(services)));
        await PassFirstLookAsync(server);

        await UntilAsync(server, "Greeter#2 (0.1.0) is served from now on in place of Greeter#1 (0.1.0).", () =>
        {
            foreach (var file in Directory.GetFiles(New(server)))
                File.Copy(file, server.Drop[$"Greeter/{Path.GetFileName(file)}"], overwrite: true);
            watchers.Overflow();
        });
    }

    [Test]
    public async Task Switched_off_nothing_is_noticed()
    {
        await using var watching = await StartAsync();
        await using var server = await new SwappingServer().StartAsync();

        Assert.That(server.Time.TimerCount, Is.EqualTo(watching.Time.TimerCount - 1));
    }

    private static async Task PassFirstLookAsync(SwappingServer server)
    {
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        server.Time.Advance(PluginWatch.Quiet);
        await server.Time.WaitForTimerAsync(TimeSpan.FromSeconds(10), hang.Token);
    }

    // Without the poll: time passes only for looks that an event has asked for.
    private static async Task UntilAsync(SwappingServer server, string line, Action change)
    {
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        change();
        var served = server.Log.WaitForAsync(line);
        while (!served.IsCompleted)
        {
            var due = server.Time.WaitForTimerAsync(PluginWatch.Quiet, hang.Token);
            if (await Task.WhenAny(served, due) == served)
                break;
            await due;
            server.Time.Advance(PluginWatch.Quiet);
        }
    }

    private static async Task<SwappingServer> StartAsync(Action<Plugins.DropFolder>? add = null, Action<WebApplicationBuilder>? configure = null) =>
        await new SwappingServer().Set("PluginHost:Watch", "true").StartAsync(add, configure: configure);

    // Hidden, so that it is no plugin where it is made.
    private static string New(SwappingServer server)
    {
        if (!Directory.Exists(server.Drop[".new"]))
        {
            server.Drop.Add("Plugins.GreetingTwo", ".new/Greeter");
        }
        return server.Drop[".new/Greeter"];
    }

    private static async Task AssertReplacedAsync(SwappingServer server)
    {
        await server.UntilAsync("Greeter#2 (0.1.0) is served from now on in place of Greeter#1 (0.1.0).");
        Assert.That(await server.AskAsync(), Is.EqualTo(Two));
    }
}
