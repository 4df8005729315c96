namespace Abstractions;

/// <summary>One header field, as it came or as it is to be sent.</summary>
/// <param name="Name">The field name; compared without case.</param>
/// <param name="Value">The value without surrounding white space.</param>
public readonly record struct Header(string Name, string Value);
