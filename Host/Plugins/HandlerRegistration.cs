using Abstractions;

namespace Host.Plugins;

/// <summary>A handler as its plugin declared it.</summary>
/// <param name="Generation">The load of the plugin that brought it.</param>
/// <param name="Name">Unique among the loaded plugins.</param>
/// <param name="Path">Exact, such as <c>/echo</c>, or everything below, such as <c>/rooms/*</c>; unique among the loaded plugins.</param>
/// <param name="Options">What it declares; never null.</param>
/// <param name="Factory">Makes one per connection.</param>
internal sealed record HandlerRegistration(Generation Generation, string Name, string Path, HandlerOptions Options, HandlerFactory Factory)
{
    /// <summary>The plugin's name.</summary>
    public string Plugin => Generation.Plugin;

    /// <summary>Whether its plugin was taken out of use for its faults, so that there is nothing to be made.</summary>
    public bool IsQuarantined { get; private init; }

    /// <summary>What is left of it then: nothing of the plugin itself.</summary>
    public HandlerRegistration Quarantine() => this with { Options = new HandlerOptions(), Factory = NoHandlerFactory.Instance, IsQuarantined = true };
}
