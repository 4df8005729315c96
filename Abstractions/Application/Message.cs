using System.Text;

namespace Abstractions;

/// <summary>A whole message.</summary>
/// <param name="kind">Text or binary.</param>
/// <param name="payload">The bytes; for text, UTF-8. A received text is valid UTF-8, and so must be one that is sent.</param>
public readonly struct Message(MessageKind kind, ReadOnlyMemory<byte> payload)
{
    /// <summary>Text or binary.</summary>
    public MessageKind Kind { get; } = kind;

    /// <summary>The bytes; for text, UTF-8. See <see cref="IConnectionHandler.OnMessageAsync"/> for how long a received payload is valid.</summary>
    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>The payload as a new string, read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Payload.Span);

    /// <summary>Makes a text message with a payload of its own.</summary>
    public static Message FromText(string text) => new(MessageKind.Text, Encoding.UTF8.GetBytes(text));

    /// <summary>Makes a binary message over the bytes.</summary>
    public static Message FromBinary(ReadOnlyMemory<byte> payload) => new(MessageKind.Binary, payload);
}
