using Host.Tests.Listening;

namespace Endurance.Tests;

/// <summary>How a client of a revision talks.</summary>
internal abstract class Revision
{
    public static readonly Revision Rfc6455 = new Rfc6455Client();
    public static readonly Revision Hixie76 = new Hixie76Client();

    public static IReadOnlyList<Revision> All { get; } = [Rfc6455, Hixie76];

    public abstract string Name { get; }

    /// <summary>Whether the server can ask its peer for a sign of life.</summary>
    public abstract bool HasPing { get; }

    /// <summary>A message that no limit allows.</summary>
    public abstract byte[] TooBig { get; }

    /// <summary>A good opening handshake, whole.</summary>
    public abstract string Handshake(string headers);

    public abstract byte[] Text(string text);

    /// <summary>A close frame, with the code if the revision has codes.</summary>
    public abstract byte[] Close(ushort code);

    /// <summary>What the handler is told when the client closes with the code.</summary>
    public abstract ushort Told(ushort code);

    /// <summary>Reads the answer to the opening handshake, which must be accepted.</summary>
    public abstract Task ReadAcceptedAsync(RawClient client, bool tls);

    /// <summary>Reads a message; or null, a close frame, which must have the code if the revision has codes.</summary>
    public abstract Task<string?> ReadAsync(RawClient client, ushort code);

    public override string ToString() => Name;
}
