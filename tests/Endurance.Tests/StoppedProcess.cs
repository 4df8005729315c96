using System.ComponentModel;
using System.Diagnostics;
using System.Net;

namespace Endurance.Tests;

/// <summary>
/// A client in a process of its own that opens a connection, says one thing and stops itself, as a frozen container does: its kernel goes on
/// acknowledging, and nobody answers.
/// </summary>
internal sealed class StoppedProcess : IDisposable
{
    // It ends of itself only if it is continued.
    private const string Script = """
        exec 3<>"/dev/tcp/$1/$2"
        printf '%b' "$3" >&3
        read -r status <&3
        echo "$status"
        kill -STOP $$
        """;

    private readonly Process _process;

    private StoppedProcess(Process process) => _process = process;

    /// <summary>Starts it, and returns once its handshake was answered.</summary>
    /// <param name="server">Where it connects to.</param>
    /// <param name="bytes">What it sends: the opening handshake and what follows it.</param>
    public static async Task<StoppedProcess> StartAsync(IPEndPoint server, ReadOnlyMemory<byte> bytes)
    {
        var escaped = string.Concat(bytes.ToArray().Select(octet => $"\\x{octet:x2}"));
        var start = new ProcessStartInfo("bash", ["-c", Script, "bash", $"{server.Address}", $"{server.Port}", escaped]) { RedirectStandardOutput = true };
        var client = new StoppedProcess(Start(start));
        Assert.That(await client._process.StandardOutput.ReadLineAsync(), Does.StartWith("HTTP/1.1 101 "));
        return client;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("CI") is null)
        {
            Assert.Ignore("This test needs bash.");
            throw;
        }
    }
}
