using Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Plugins.Faulty;

[assembly: Plugin(typeof(FaultyPlugin))]

namespace Plugins.Faulty;

/// <summary>Fails in the way its setting <c>Fault</c> asks for, after it has registered something that works.</summary>
public sealed class FaultyPlugin : IPlugin
{
    private string? _fault;

    public void Configure(IPluginBuilder plugin)
    {
        plugin.AddHandler("faulty", "/faulty", (_, _) => ValueTask.CompletedTask);
        switch (plugin.Configuration["Fault"])
        {
            case "configure":
                throw new InvalidOperationException("no\nway");
            case "handler":
                plugin.AddHandler<NeedyHandler>("needy", "/needy");
                break;
            case "constructor":
                plugin.AddHandler<FailingHandler>("failing", "/failing");
                break;
            case "constructors":
                plugin.AddHandler<AmbiguousHandler>("ambiguous", "/ambiguous");
                break;
            case "captive":
                plugin.Services.AddScoped<Needed>();
                plugin.Services.AddSingleton<Captor>();
                break;
            case "adapter":
                plugin.AddAdapter<FailingAdapter>();
                break;
            case "pages":
                plugin.AddPages("/faulty/");
                break;
            case "path":
                plugin.AddHandler("relative", "relative", (_, _) => ValueTask.CompletedTask);
                break;
            case "twice":
                plugin.AddHandler("faulty", "/again", (_, _) => ValueTask.CompletedTask);
                break;
            case "blocked":
                Thread.Sleep(Timeout.Infinite);
                break;
            case "check":
            case "slow-check":
                _fault = plugin.Configuration["Fault"];
                break;
            case "missing-file":
                UseLibrary(plugin);
                break;
        }
    }

    public async ValueTask SelfCheckAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (_fault == "check")
            throw new InvalidOperationException("the database is away");
        if (_fault == "slow-check")
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static void UseLibrary(IPluginBuilder plugin) => plugin.AddHandler(Greeting.Greeter.Greet(), "/greeting", (_, _) => ValueTask.CompletedTask);
}
