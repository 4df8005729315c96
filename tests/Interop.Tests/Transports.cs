using System.Runtime.InteropServices;

namespace Interop.Tests;

/// <summary>What can carry connections here, as <c>--transport</c> names it.</summary>
internal static class Transports
{
    private static readonly bool HasLoops = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public static IReadOnlyList<string> All { get; } = HasLoops ? ["epoll", "sockets"] : ["sockets"];

    /// <summary>In the clear on each, over TLS on that which is the default.</summary>
    public static IEnumerable<object[]> WithSchemes => [.. All.Select(transport => (object[])["ws", transport]), ["wss", "auto"]];
}
