using Microsoft.Extensions.Configuration;

namespace Host.Configuration;

/// <summary>What a handler may do: part of the section <c>PluginHost</c>.</summary>
internal sealed record CallbackLimits
{
    /// <summary>The time for one call of a handler. Beyond it the handler is named in the log and its connection closed with 1011.</summary>
    public int CallbackSeconds { get; init; } = 60;

    public static CallbackLimits Read(IConfiguration configuration) =>
        new() { CallbackSeconds = configuration.ReadInt32("PluginHost:CallbackSeconds", new CallbackLimits().CallbackSeconds, 1, 86400) };
}
