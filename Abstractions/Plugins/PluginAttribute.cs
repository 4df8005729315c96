namespace Abstractions;

/// <summary>Names the one class of a plugin assembly that the host makes and asks to configure itself.</summary>
/// <param name="pluginType">A class that implements <see cref="IPlugin"/> and has a public constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PluginAttribute(Type pluginType) : Attribute
{
    /// <summary>The plugin's class.</summary>
    public Type PluginType { get; } = pluginType;
}
