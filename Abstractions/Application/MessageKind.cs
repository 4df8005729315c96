namespace Abstractions;

/// <summary>What a message carries.</summary>
public enum MessageKind
{
    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Binary,
}
