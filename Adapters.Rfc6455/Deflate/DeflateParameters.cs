using System.Text;

namespace Adapters.Rfc6455.Deflate;

/// <summary>What server and client have agreed on (RFC 7692 7.1).</summary>
internal sealed record DeflateParameters
{
    /// <summary>The name under which the extension is registered.</summary>
    public const string ExtensionName = "permessage-deflate";

    internal const string ServerNoContextTakeoverName = "server_no_context_takeover";
    internal const string ClientNoContextTakeoverName = "client_no_context_takeover";
    internal const string ServerMaxWindowBitsName = "server_max_window_bits";
    internal const string ClientMaxWindowBitsName = "client_max_window_bits";

    /// <summary>Whether each message of the server stands for itself.</summary>
    public bool ServerNoContextTakeover { get; init; }

    /// <summary>Whether each message of the client stands for itself.</summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>The base-2 logarithm of the window that the server keeps to, or null where nothing was said, which is 15.</summary>
    public int? ServerMaxWindowBits { get; init; }

    /// <summary>The answer, as it stands in the header.</summary>
    // No client_max_window_bits (7.1.2.2): what reads the largest window reads every smaller one.
    public override string ToString()
    {
        var text = new StringBuilder(ExtensionName);
        if (ServerNoContextTakeover)
            text.Append("; ").Append(ServerNoContextTakeoverName);
        if (ClientNoContextTakeover)
            text.Append("; ").Append(ClientNoContextTakeoverName);
        if (ServerMaxWindowBits is { } bits)
            text.Append("; ").Append(ServerMaxWindowBitsName).Append('=').Append(bits);
        return text.ToString();
    }
}
