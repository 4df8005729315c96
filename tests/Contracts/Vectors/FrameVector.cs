using System.Buffers.Binary;
using System.Text.Json;
using Abstractions;

namespace Contracts.Vectors;

/// <summary>Bytes on the wire and what they mean; see the README beside the files.</summary>
public sealed class FrameVector
{
    private FrameVector(JsonElement vector)
    {
        Id = vector.GetProperty("id").GetString()!;
        Revisions = [.. vector.GetProperty("rev").EnumerateArray().Select(revision => revision.GetString()!)];
        IsFromClient = vector.GetProperty("dir").GetString() == "c2s";
        HasExtension = vector.TryGetProperty("ext", out var extension) && extension.ValueKind == JsonValueKind.Object && extension.EnumerateObject().Any();
        Wire = VectorFile.Bytes(vector.GetProperty("wire"));
        Events = [.. vector.GetProperty("events").EnumerateArray().Select(Event)];
        End = Enum.Parse<VectorEnd>(vector.GetProperty("end").GetString()!, ignoreCase: true);
        FailCode = vector.TryGetProperty("fail_code", out var code) ? code.GetUInt16() : null;
        // Not with a conditional operator: its null would be converted to empty memory.
        if (vector.TryGetProperty("reply", out var reply))
            Reply = VectorFile.Bytes(reply);
        MaxMessageBytes = vector.TryGetProperty("max_message_bytes", out var limit) ? limit.GetInt32() : SpecimenExtensions.DefaultMessageBytes;
    }

    /// <summary>All vectors of frames, of all revisions.</summary>
    public static IReadOnlyList<FrameVector> All { get; } = [.. VectorFile.Load("frames-").Select(vector => new FrameVector(vector))];

    /// <summary>Its name, unique within its revision.</summary>
    public string Id { get; }

    /// <summary>The revisions it belongs to.</summary>
    public IReadOnlyList<string> Revisions { get; }

    /// <summary>Whether a client sends it; else a server must write it.</summary>
    public bool IsFromClient { get; }

    /// <summary>Whether an extension must have been negotiated.</summary>
    public bool HasExtension { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Wire { get; }

    /// <summary>What they mean. The payload of a close is that of the ports.</summary>
    public IReadOnlyList<FrameEvent> Events { get; }

    /// <summary>How the connection stands afterwards.</summary>
    public VectorEnd End { get; }

    /// <summary>The close code where it fails, or null where the revision has none.</summary>
    public ushort? FailCode { get; }

    /// <summary>What a server must answer, or null where that is left open.</summary>
    public ReadOnlyMemory<byte>? Reply { get; }

    /// <summary>The limit of messages to run with.</summary>
    public int MaxMessageBytes { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Id;

    private static FrameEvent Event(JsonElement item)
    {
        var kind = Enum.Parse<FrameKind>(item.GetProperty("type").GetString()!, ignoreCase: true);
        var payload = VectorFile.Bytes(item.GetProperty("payload"));
        if (kind != FrameKind.Close || item.GetProperty("code").ValueKind == JsonValueKind.Null)
            return new FrameEvent(kind, payload);
        var code = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(code, item.GetProperty("code").GetUInt16());
        return new FrameEvent(kind, (byte[])[.. code, .. payload]);
    }
}
