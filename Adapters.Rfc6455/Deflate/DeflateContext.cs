namespace Adapters.Rfc6455.Deflate;

/// <summary>What a connection remembers of its messages, so that later ones become smaller.</summary>
internal enum DeflateContext
{
    /// <summary>Nothing, in either direction: each message stands for itself, and compressors are shared.</summary>
    Shared,

    /// <summary>The last 32 KiB in each direction, where the client does not ask for less. Costs memory for as long as the connection lives.</summary>
    PerConnection,
}
