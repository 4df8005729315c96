using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;

namespace Host.Configuration;

/// <summary>What carries connections in the clear: the loops of Linux, or the sockets of .NET as everything else.</summary>
internal sealed record Transport
{
    private const string Key = "Transport";
    private const int MostLoops = 256;

    /// <summary>Whether there are loops.</summary>
    public bool HasLoops { get; init; }

    /// <summary>How many, each with a thread of its own.</summary>
    public int Loops { get; init; }

    /// <summary>Whether the system and the processor are those that the loops are written for.</summary>
    private static bool CanHaveLoops => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public static Transport Read(IConfiguration configuration)
    {
        var kind = configuration.ReadEnum(Key, TransportKind.Auto);
        if (kind == TransportKind.Epoll && !CanHaveLoops)
            throw new ConfigurationException(Key, configuration[Key], "auto or sockets: epoll is there on Linux only, on x64 and arm64");
        var loops = configuration.ReadInt32("Loops", 0, 0, MostLoops);
        return new Transport { HasLoops = kind != TransportKind.Sockets && CanHaveLoops, Loops = loops == 0 ? Environment.ProcessorCount : loops };
    }
}
