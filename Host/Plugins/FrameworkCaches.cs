using System.Reflection;
using System.Text.Json;

namespace Host.Plugins;

/// <summary>Caches of the framework that keep types of a plugin, and with them all of it, after it was unloaded.</summary>
internal static class FrameworkCaches
{
    /// <summary>Empties those that can be emptied: a cost of one time to whoever uses them.</summary>
    // What hot reload calls when types change; not public, so where it is gone the plugin stays a little longer, and nothing fails.
    public static void Clear()
    {
        try
        {
            typeof(JsonSerializer).Assembly.GetType("System.Text.Json.JsonSerializerOptionsUpdateHandler")
                ?.GetMethod("ClearCache", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                ?.Invoke(null, [null]);
        }
        catch (Exception e) when (e is TargetException or TargetInvocationException or TargetParameterCountException or ArgumentException)
        {
            // It is not what it was.
        }
    }
}
