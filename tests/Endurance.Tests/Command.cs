namespace Endurance.Tests;

/// <summary>What a client can tell <see cref="CommandedHandler"/>.</summary>
internal static class Command
{
    public const string Close = "close";
    public const string Throw = "throw";
    public const string ThrowLater = "throw later";
    public const string ThrowAtDisconnect = "throw at disconnect";
    public const string Stick = "stick";
    public const string Flood = "flood";

    /// <summary>The code of <see cref="Close"/>.</summary>
    public const ushort CloseCode = 4000;
}
