using Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Plugins;

/// <summary>A handler as <see cref="IPlugin.Configure"/> asked for it, before there are services to make it from.</summary>
internal sealed record HandlerDeclaration(string Name, string Path, HandlerOptions Options, Func<IServiceProvider, bool, HandlerFactory> MakeFactory)
{
    public HandlerRegistration Register(Generation generation, ServiceProvider services, bool inScopes) =>
        new(generation, Name, Path, Options, MakeFactory(services, inScopes));
}
