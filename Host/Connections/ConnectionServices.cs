using Host.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Connections;

/// <summary>What all connections share.</summary>
internal sealed record ConnectionServices(Limits Limits, KeepAlive KeepAlive, CallbackLimits Callbacks, TimeProvider Time, ConnectionClock Clock, ConnectionRegistry Registry, ILogger Logger);
