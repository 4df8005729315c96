using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Host.Plugins;

/// <summary>A process for all times: ids are used again, an id together with its start is not.</summary>
internal readonly record struct ProcessIdentity(int Id, long Start)
{
    public static ProcessIdentity Current { get; } = new(Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0);

    public bool IsRunning => StartOf(Id) == Start;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}-{Start}");

    /// <summary>Reads what <see cref="ToString"/> wrote, and anything after a further dash.</summary>
    public static bool TryParse(string text, out ProcessIdentity identity)
    {
        var parts = text.Split('-');
        var parsed = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        long start = 0;
        parsed = parsed && parts.Length > 1 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out start);
        identity = new ProcessIdentity(id, start);
        return parsed;
    }

    private static long? StartOf(int id)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return LinuxStartOf(id);
            using var process = Process.GetProcessById(id);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    // Process.StartTime is reckoned from the wall clock on Linux and differs between two readers when that clock was set in between.
    // proc(5): the name in parentheses may hold anything; starttime is field 22, the 20th after the name.
    private static long LinuxStartOf(int id)
    {
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[19], CultureInfo.InvariantCulture);
    }
}
