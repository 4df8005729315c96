using Host.Tests.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Listening;

/// <summary>Kestrel looks at the time limits of its connections with each beat of its heart, which no test can hurry.</summary>
public sealed class HeartbeatTests
{
    // Beyond the grace period, whenever in it the first beat falls.
    private const int Beats = 5;

    private static readonly MinDataRate Rate = new(bytesPerSecond: 1_000_000, gracePeriod: TimeSpan.FromSeconds(1.5));

    [Test]
    public async Task A_connection_taken_from_Kestrel_has_none_of_its_limits([Values] bool tls)
    {
        var heart = new Heart();
        await using var server = await new ServerSetup
        {
            Configure = builder =>
            {
                builder.WebHost.ConfigureKestrel(options => options.Limits.MinResponseDataRate = Rate);
                builder.Services.AddSingleton<IStartupFilter>(heart);
            },
        }.StartAsync();
        using var client = await RawClient.OpenAsync(server, Door.Later, tls);
        // Kestrel's own, and all connections are looked at in one beat.
        using var other = await RawClient.ConnectAsync(server);
        await other.SendAsync(RequestText.Get(Heart.Path));
        for (var i = 0; i < Beats; i++)
            await heart.BeatAsync();

        await client.SendAsync(ClientFrame.Text("still there"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("still there"));
    }

    /// <summary>Feels the heartbeat of a connection that asks for it.</summary>
    private sealed class Heart : IStartupFilter
    {
        public const string Path = "/heart";

        private readonly SemaphoreSlim _beats = new(0);

        public async Task BeatAsync()
        {
            if (!await _beats.WaitAsync(RawClient.HangLimit))
                throw new TimeoutException("Kestrel's heart has stopped.");
        }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
        {
            application.Use(async (context, rest) =>
            {
                if (context.Request.Path == Path)
                    context.Features.GetRequiredFeature<IConnectionHeartbeatFeature>().OnHeartbeat(_ => _beats.Release(), this);
                await rest(context);
            });
            next(application);
        };
    }
}
