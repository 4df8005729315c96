using Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Plugins;

/// <summary>Makes handlers of a class with constructor injection from the plugin's own services.</summary>
/// <param name="services">The plugin's services.</param>
/// <param name="type">The handler's class.</param>
/// <param name="inScopes">Whether each handler gets a scope: only where the plugin registers something that lives in one.</param>
internal sealed class TypeHandlerFactory(IServiceProvider services, Type type, bool inScopes) : HandlerFactory
{
    // Not through the container: it would keep every disposable handler until the plugin goes.
    private readonly ObjectFactory _make = ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);

    public override bool HandsOver { get; } = type.IsAssignableTo(typeof(IStateHandOver));

    public override HandlerInstance Create()
    {
        if (!inScopes)
            return new HandlerInstance((IConnectionHandler)_make(services, null));

        var scope = services.CreateAsyncScope();
        try
        {
            return new HandlerInstance((IConnectionHandler)_make(scope.ServiceProvider, null), scope);
        }
        catch
        {
            // Not awaited: the connection is lost either way, and what was made for it has nothing more to say.
            _ = scope.DisposeAsync().AsTask();
            throw;
        }
    }
}
