using System.Runtime.InteropServices;

namespace Host;

/// <summary>The end of the process, which no plugin can hold up.</summary>
internal static class ProcessExit
{
    // For what plugins do in AppDomain.ProcessExit.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Ends the process in order, and where that takes too long, at once. Does not return.</summary>
    public static void Exit(int code)
    {
        // A thread of its own: plugins that block may have taken all of the pool.
        new Thread(() => EndAfterGrace(code)) { IsBackground = true, Name = "Exit limit" }.Start();
        Environment.Exit(code);
    }

    /// <summary>Ends the process without a word to plugins. Does not return.</summary>
    /// <remarks>
    /// Not by Environment.Exit, which raises AppDomain.ProcessExit and waits for every handler of it, and not by Environment.FailFast or
    /// SIGKILL, after which a service manager sees a crash in place of the exit code.
    /// </remarks>
    public static void Now(int code)
    {
        if (OperatingSystem.IsWindows())
            TerminateProcess(-1, (uint)code);
        else
            ExitWithoutHandlers(code);
    }

    private static void EndAfterGrace(int code)
    {
        Thread.Sleep(Grace);
        // Not Console.Error, whose lock the thread that hangs may hold.
        using var error = Console.OpenStandardError();
        error.Write("A plugin holds the end of the process up in AppDomain.ProcessExit: ending at once.\n"u8);
        Now(code);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void ExitWithoutHandlers(int code);

    [DllImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool TerminateProcess(nint process, uint code);
}
