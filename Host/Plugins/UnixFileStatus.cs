using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Host.Plugins;

/// <summary>Who owns a file and what it is, which the framework does not tell.</summary>
internal readonly record struct UnixFileStatus(uint Owner, uint Group, UnixFileMode Mode, bool IsRegular)
{
    private const int CurrentDirectory = -100;
    private const uint BasicStatistics = 0x7ff;
    private const int TypeMask = 0xf000;
    private const int RegularFile = 0x8000;

    public static uint User => geteuid();

    public static uint PrimaryGroup => getegid();

    /// <summary>Reads the status of what the path leads to, links followed.</summary>
    [UnsupportedOSPlatform("windows")]
    public static UnixFileStatus Of(string path)
    {
        var mode = File.GetUnixFileMode(path);
        // Only Linux has a call whose layout is the same on every architecture; elsewhere the owner is taken to be right.
        if (!OperatingSystem.IsLinux())
            return new UnixFileStatus(User, PrimaryGroup, mode, IsRegular: true);

        // struct statx of the Linux ABI: stx_uid at 20, stx_gid at 24, stx_mode at 28.
        var status = Read(path);
        return new UnixFileStatus(
            BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(20)),
            BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(24)),
            mode,
            (BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(28)) & TypeMask) == RegularFile);
    }

    /// <summary>A text that is another one after anything was done to what the path leads to: to its content, its mode or owner, or that it is another file.</summary>
    [SupportedOSPlatform("linux")]
    public static string ChangeOf(string path)
    {
        // stx_ino at 32, stx_size at 40, stx_ctime at 96: seconds and nanoseconds; the device at 136. The time of change is the system's own, which no cp -p sets back.
        var status = Read(path);
        return string.Join(' ', Convert.ToHexString(status.AsSpan(32, 16)), Convert.ToHexString(status.AsSpan(96, 12)), Convert.ToHexString(status.AsSpan(136, 8)));
    }

    private static byte[] Read(string path)
    {
        var status = new byte[256];
        return statx(CurrentDirectory, path, 0, BasicStatistics, status) == 0
            ? status
            : throw new IOException($"the status of {path} cannot be read: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] status);

    [DllImport("libc")]
    private static extern uint geteuid();

    [DllImport("libc")]
    private static extern uint getegid();
}
