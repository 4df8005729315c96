using System.Diagnostics.CodeAnalysis;
using Abstractions;

namespace Contracts;

/// <summary>A whole message or a control frame, compared by what it carries.</summary>
/// <param name="kind">What it is.</param>
/// <param name="payload">What it carries.</param>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "An event in the vectors' sense.")]
public sealed class FrameEvent(FrameKind kind, ReadOnlyMemory<byte> payload) : IEquatable<FrameEvent>
{
    /// <summary>What it is.</summary>
    public FrameKind Kind { get; } = kind;

    /// <summary>What it carries.</summary>
    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>Joins the pieces of messages.</summary>
    /// <exception cref="FormatException">The pieces are not in an order that the ports allow, or a message is unfinished.</exception>
    public static IReadOnlyList<FrameEvent> Join(IEnumerable<Frame> frames)
    {
        var assembly = new MessageAssembly();
        foreach (var frame in frames)
            assembly.Add(frame);
        return assembly.IsInMessage ? throw new FormatException("The last message is unfinished.") : assembly.Events;
    }

    /// <inheritdoc/>
    public bool Equals(FrameEvent? other) => other is not null && Kind == other.Kind && Payload.Span.SequenceEqual(other.Payload.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FrameEvent);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Payload.Length);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kind} of {Payload.Length}: {Convert.ToHexStringLower(Payload.Span[..Math.Min(Payload.Length, 32)])}{(Payload.Length > 32 ? "..." : "")}";
}
