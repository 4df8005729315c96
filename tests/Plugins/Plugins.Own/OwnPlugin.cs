using System.Globalization;
using System.Resources;
using Abstractions;
using Plugins.Own;

[assembly: Plugin(typeof(OwnPlugin))]
[assembly: NeutralResourcesLanguage("en")]

namespace Plugins.Own;

/// <summary>Brings texts in two languages, settings, and calls a native library that only exists where a test has dropped one.</summary>
public sealed class OwnPlugin : IPlugin
{
    private static readonly ResourceManager Texts = new("Plugins.Own.Texts", typeof(OwnPlugin).Assembly);

    public void Configure(IPluginBuilder plugin)
    {
        var settings = plugin.Configuration;
        // In the name, where --check shows it, too.
        plugin.AddHandler(Text(settings["Culture"]), "/text", (connection, message) => connection.SendAsync(Message.FromText(Text(message.Text))));
        plugin.AddHandler("settings", "/settings", (connection, message) => connection.SendAsync(Message.FromText(settings[message.Text] ?? "none")));
        plugin.AddHandler("native", "/native", (connection, _) => connection.SendAsync(Message.FromText(Native.Call())));
    }

    private static string Text(string? culture) => Texts.GetString("Hello", CultureInfo.GetCultureInfo(culture ?? ""))!;
}
