using System.Text.Json;

namespace Contracts.Vectors;

/// <summary>An offer of extensions and what a server may answer.</summary>
public sealed class ExtensionVector
{
    private ExtensionVector(JsonElement vector)
    {
        Id = vector.GetProperty("id").GetString()!;
        Offer = vector.GetProperty("offer").GetString()!;
        Server = vector.GetProperty("server").GetString()!;
        Expected = vector.GetProperty("expect_response").GetString();
        AlsoLegal = [.. vector.GetProperty("also_legal").EnumerateArray().Select(answer => answer.GetString()!)];
    }

    /// <summary>All vectors.</summary>
    public static IReadOnlyList<ExtensionVector> All { get; } = [.. VectorFile.Load("extension-").Select(vector => new ExtensionVector(vector))];

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>What the client offers.</summary>
    public string Offer { get; }

    /// <summary>What the server is assumed to be able to do.</summary>
    public string Server { get; }

    /// <summary>The simplest answer, or null for none.</summary>
    public string? Expected { get; }

    /// <summary>Other answers that are right.</summary>
    public IReadOnlyList<string> AlsoLegal { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Id;
}
