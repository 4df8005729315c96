using Abstractions;

namespace Host.Plugins;

/// <summary>A protocol adapter and the load of the plugin that brought it.</summary>
internal sealed record AdapterRegistration(Generation Generation, IProtocolAdapter Adapter);
