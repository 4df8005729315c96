using System.Runtime.InteropServices;

namespace Host.Configuration;

/// <summary>How many descriptors the process may have: files, sockets and all else the system numbers.</summary>
internal static class DescriptorLimit
{
    /// <summary>
    /// How many sockets leave alone. The runtime ends the process where it cannot have the two descriptors that a new thread needs for a moment,
    /// or those of an assembly.
    /// </summary>
    public const int Reserve = 32;

    // RLIMIT_NOFILE
    private const int LinuxResource = 7;
    private const int BsdResource = 8;

    /// <summary>The limit as it is now, which is the hard one: the runtime raises the soft one to it. <see cref="int.MaxValue"/> where there is none.</summary>
    public static int Current
    {
        get
        {
            if (OperatingSystem.IsWindows() || getrlimit(OperatingSystem.IsLinux() ? LinuxResource : BsdResource, out var limit) != 0)
                return int.MaxValue;
            return (int)Math.Min(limit.Soft, int.MaxValue);
        }
    }

    [DllImport("libc")]
    private static extern int getrlimit(int resource, out ResourceLimit limit);

    // struct rlimit: two words, or four where a word is half of an rlim_t.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit
    {
        public readonly nuint Soft;
        private readonly nuint _second;
        private readonly nuint _third;
        private readonly nuint _fourth;
    }
}
