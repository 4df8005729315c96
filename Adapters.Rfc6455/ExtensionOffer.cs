namespace Adapters.Rfc6455;

/// <summary>One element of a list of extensions (RFC 6455 9.1).</summary>
/// <param name="Name">Which extension.</param>
/// <param name="Parameters">In order, repeated ones included; quoted values without their quotes, null where there is none.</param>
internal sealed record ExtensionOffer(string Name, IReadOnlyList<(string Name, string? Value)> Parameters);
