namespace Host.Connections;

/// <summary>What was seen of one adapter's clients.</summary>
/// <param name="Opened">Connections since the start.</param>
/// <param name="Open">Connections open now.</param>
/// <param name="LastSeen">When one was last opened or ended; null where there was none.</param>
/// <param name="UserAgent">The last <c>User-Agent</c> of a client, as it came; null where none sent one.</param>
internal readonly record struct AdapterUse(long Opened, long Open, DateTimeOffset? LastSeen, string? UserAgent);
