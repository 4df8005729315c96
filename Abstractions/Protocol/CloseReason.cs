namespace Abstractions;

/// <summary>Why a connection ended.</summary>
/// <param name="Code">
/// The close code: of the close frame that ended the connection, whichever side sent it first, or
/// <see cref="CloseCode.NoStatusReceived"/> where that frame had none, or <see cref="CloseCode.AbnormalClosure"/> where no
/// closing handshake took place.
/// </param>
/// <param name="Text">The reason given with the code, possibly empty; UTF-8 of at most 123 bytes on the wire.</param>
public readonly record struct CloseReason(ushort Code, string Text = "")
{
    /// <summary>The code and, where there is one, the reason.</summary>
    public override string ToString() => string.IsNullOrEmpty(Text) ? $"{Code}" : $"{Code} ({Text})";
}
