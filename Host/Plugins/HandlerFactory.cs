namespace Host.Plugins;

/// <summary>Makes the handler of a connection.</summary>
internal abstract class HandlerFactory
{
    /// <summary>Whether the handlers take connections over from another load of their plugin: <see cref="Abstractions.IStateHandOver"/>.</summary>
    public virtual bool HandsOver => false;

    /// <summary>Makes one. Whatever the handler's constructor throws comes out of here.</summary>
    public abstract HandlerInstance Create();
}
