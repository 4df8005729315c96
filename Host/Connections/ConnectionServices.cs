using Host.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Connections;

/// <summary>What all connections share.</summary>
internal sealed record ConnectionServices(Limits Limits, TimeProvider Time, ConnectionRegistry Registry, ILogger Logger);
