using Microsoft.Extensions.Logging;

namespace Adapters.Rfc6455;

/// <summary>What the operator is told.</summary>
internal static partial class Rfc6455Log
{
    [LoggerMessage(1, LogLevel.Warning, "The zlib of this runtime ({Version}) cannot be called, so messages are compressed in a way that takes several times as long. A version of Wharf that knows this runtime would help, and so would .NET 10.")]
    public static partial void NoZLib(ILogger logger, Version version);
}
