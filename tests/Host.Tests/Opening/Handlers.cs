using Abstractions;
using Host.Plugins;

namespace Host.Tests.Opening;

internal static class Handlers
{
    /// <summary>A handler that nobody ever calls.</summary>
    public static HandlerRegistration At(string path, string? name = null, params string[] subprotocols) => new(
        new Generation("Tests", 1), name ?? path, path, new HandlerOptions { Subprotocols = subprotocols }, new DelegateHandlerFactory((_, _) => ValueTask.CompletedTask));
}
