using System.ComponentModel;
using System.Diagnostics;

namespace Interop.Tests;

/// <summary>A program and its arguments, run to its end.</summary>
internal sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>The <c>dotnet</c> that runs these tests.</summary>
    public static string DotNet { get; } = System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Variables of its environment, besides those that it inherits.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Runs the program; null where there is none of the name.</summary>
    /// <param name="limit">The time it has; then it is killed with all that it has started.</param>
    public async Task<Result?> RunAsync(TimeSpan limit)
    {
        using var process = new Process { StartInfo = StartInfo() };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new Result(null, await output, await error);
        }
        return new Result(process.ExitCode, await output, await error);
    }

    /// <summary>How to start the program with its output redirected.</summary>
    public ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(Program, Arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>How a program ended.</summary>
    /// <param name="ExitCode">Null: it was killed because its time was up.</param>
    /// <param name="Output">What it wrote to its standard output.</param>
    /// <param name="Error">What it wrote to its standard error.</param>
    internal sealed record Result(int? ExitCode, string Output, string Error);
}
