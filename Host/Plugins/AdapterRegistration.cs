using Abstractions;

namespace Host.Plugins;

/// <summary>A protocol adapter and the plugin that brought it.</summary>
internal sealed record AdapterRegistration(string Plugin, IProtocolAdapter Adapter);
