namespace Host.Configuration;

/// <summary>A setting has a value that it cannot have. The start stops with the message as its one line.</summary>
/// <param name="key">The key as an operator would write it.</param>
/// <param name="value">The value found.</param>
/// <param name="allowed">What is allowed instead, in words that follow "it must be".</param>
internal sealed class ConfigurationException(string key, string? value, string allowed) : Exception($"{key} is '{value}'; it must be {allowed}.");
