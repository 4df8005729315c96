using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Interop.Tests;

/// <summary>The real host in a process of its own, on a port that the system has chosen.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private const int SigHup = 1;
    private const int SigTerm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private TaskCompletionSource _nextLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> _secureAddress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    /// <summary>The address of its pages, with a trailing slash.</summary>
    public Uri Pages => _address.Task.Result;

    /// <summary>Likewise over TLS, where the arguments give it an endpoint for that.</summary>
    public Uri SecurePages => _secureAddress.Task.Result;

    /// <summary>The processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>All that it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
                return string.Join(Environment.NewLine, _lines);
        }
    }

    /// <summary>Starts the host with the repository's plugins, or those that <c>--plugins</c> names, and waits until it listens.</summary>
    public static Task<HostProcess> StartAsync(params string[] arguments) => StartAsync(arguments, line => new Command(Command.DotNet, line));

    /// <summary>Likewise, in a working directory that may have an appsettings.json.</summary>
    public static Task<HostProcess> StartInAsync(string workingDirectory, params string[] arguments) => StartAsync(arguments, line => new Command(Command.DotNet, line), workingDirectory);

    /// <summary>Likewise, with a limit of open files.</summary>
    public static Task<HostProcess> StartAsync(int descriptors, params string[] arguments) =>
        StartAsync(arguments, line => new Command("/bin/sh", ["-c", $"ulimit -n {descriptors} && exec \"$0\" \"$@\"", Command.DotNet, .. line]));

    /// <summary>The address of a handler; with the scheme wss that over TLS.</summary>
    public Uri WebSocket(string path, string scheme = "ws") => new UriBuilder(new Uri(scheme == "wss" ? SecurePages : Pages, path)) { Scheme = scheme }.Uri;

    /// <summary>Asks the host to stop, as a service manager does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        Terminate();
        return await WaitForExitAsync();
    }

    /// <summary>Waits until the host has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(StopLimit);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Sends the host a SIGTERM and does not wait.</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>Sends the host a SIGHUP, by which it reads its settings again.</summary>
    public void HangUp() => Signal(SigHup);

    private void Signal(int signal)
    {
        if (Kill(_process.Id, signal) != 0)
            throw new InvalidOperationException($"The host had ended before it was told to:{Environment.NewLine}{Output}");
    }

    /// <summary>Waits until the host has written a line that contains all the parts.</summary>
    public async Task<string> WaitForLineAsync(CancellationToken cancellationToken, params string[] parts)
    {
        while (true)
        {
            Task next;
            lock (_lines)
            {
                if (_lines.Find(line => parts.All(part => line.Contains(part, StringComparison.Ordinal))) is { } found)
                    return found;
                next = _nextLine.Task;
            }
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the host: as a service manager does, and where that does not help at once.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
                await StopAsync();
        }
        catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        finally
        {
            _process.Dispose();
        }
    }

    private static async Task<HostProcess> StartAsync(string[] arguments, Func<string[], Command> command, string? workingDirectory = null)
    {
        string[] plugins = arguments.Contains("--plugins") ? [] : ["--plugins", Repository.Plugins];
        var start = command([Repository.HostDll, "--urls", "http://127.0.0.1:0", .. plugins, .. arguments]).StartInfo();
        start.WorkingDirectory = workingDirectory ?? Path.GetDirectoryName(Repository.HostDll);
        var host = new HostProcess(Process.Start(start)!);
        try
        {
            await host.WaitForAddressesAsync(arguments.Any(argument => argument.StartsWith("https://", StringComparison.Ordinal)));
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private async Task WaitForAddressesAsync(bool isSecure)
    {
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var timeout = new CancellationTokenSource(StartLimit);
        var ended = _process.WaitForExitAsync(timeout.Token);
        Task listening = isSecure ? Task.WhenAll(_address.Task, _secureAddress.Task) : _address.Task;
        if (await Task.WhenAny(listening, ended) != listening)
            throw new InvalidOperationException($"The host {(ended.IsCanceled ? "does not listen" : "has ended")}:{Environment.NewLine}{Output}");
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
        {
            _lines.Add(line);
            _nextLine.SetResult();
            _nextLine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        if (ListeningLine().Match(line) is not { Success: true } match)
            return;
        var address = new Uri(match.Groups["address"].Value);
        (address.Scheme == Uri.UriSchemeHttps ? _secureAddress : _address).TrySetResult(address);
    }

    [GeneratedRegex(@"Now listening on: (?<address>https?://127\.0\.0\.1:\d+)")]
    private static partial Regex ListeningLine();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
