namespace Host.Plugins;

/// <summary>Stands for the handlers of a plugin that was taken out of use. Handshakes for them are refused before one would be made.</summary>
internal sealed class NoHandlerFactory : HandlerFactory
{
    public static readonly NoHandlerFactory Instance = new();

    public override HandlerInstance Create() => throw new InvalidOperationException("The plugin of this handler is quarantined.");
}
