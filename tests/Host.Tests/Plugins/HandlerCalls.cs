using Abstractions;
using Host.Plugins;

namespace Host.Tests.Plugins;

internal static class HandlerCalls
{
    public static HandlerRegistration Handler(this PluginCatalog catalog, string name) => catalog.Handlers.Single(handler => handler.Name == name);

    /// <summary>Serves one connection of one message and gives back what was answered.</summary>
    public static async Task<string> AnswerAsync(this PluginCatalog catalog, string handler, string message = "")
    {
        var instance = catalog.Handler(handler).Factory.Create();
        var connection = new RecordingConnection();
        await instance.Handler.OnMessageAsync(connection, Message.FromText(message), CancellationToken.None);
        await instance.DisposeAsync();
        return connection.Sent.Single();
    }
}
