namespace Host.Plugins;

/// <summary>Makes the handler of a connection.</summary>
internal abstract class HandlerFactory
{
    /// <summary>Makes one. Whatever the handler's constructor throws comes out of here.</summary>
    public abstract HandlerInstance Create();
}
