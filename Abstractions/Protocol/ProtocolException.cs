namespace Abstractions;

/// <summary>The peer broke the protocol or a limit. The host closes the connection with the code and logs the message once.</summary>
/// <param name="closeCode">The close code to send, one of <see cref="CloseCode"/>.</param>
/// <param name="message">What the peer did, for the log; never sent.</param>
public sealed class ProtocolException(ushort closeCode, string message) : Exception(message)
{
    /// <summary>The close code to send.</summary>
    public ushort CloseCode { get; } = closeCode;
}
