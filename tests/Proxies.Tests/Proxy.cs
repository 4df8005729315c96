using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Proxies.Tests;

/// <summary>A running proxy with a folder and ports of its own. What it says is part of the test's output.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wharf-proxy-");
    private readonly ReservedPort _plain = new();
    private readonly ReservedPort _tls = new();
    private readonly List<string> _lines = [];
    private readonly Process _process;

    private Proxy(ProxyProgram program, Func<Proxy, string> site)
    {
        File.WriteAllText(CertificateFile, Certificate.Pem + Certificate.KeyPem);
        File.WriteAllText(KeyFile, Certificate.KeyPem);
        var configuration = Path.Combine(_folder.FullName, "proxy.conf");
        File.WriteAllText(configuration, program.Frame(site(this)));
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program.File, program.Arguments(_folder.FullName, configuration))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = _folder.FullName,
            },
        };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
    }

    /// <summary>Where it listens without TLS.</summary>
    public IPEndPoint Plain => _plain.EndPoint;

    /// <summary>Where it listens with TLS.</summary>
    public IPEndPoint Tls => _tls.EndPoint;

    /// <summary>The certificate, and its key behind it.</summary>
    public string CertificateFile => Path.Combine(_folder.FullName, "site.pem");

    public string KeyFile => Path.Combine(_folder.FullName, "site.key");

    /// <param name="program">Which.</param>
    /// <param name="site">What its configuration says, for the ports and files of the proxy.</param>
    public static async Task<Proxy> StartAsync(ProxyProgram program, Func<Proxy, string> site)
    {
        program.AssertInstalled();
        var proxy = new Proxy(program, site);
        try
        {
            proxy._process.Start();
            proxy._process.BeginOutputReadLine();
            proxy._process.BeginErrorReadLine();
            await proxy.WaitUntilListeningAsync(proxy.Plain);
            await proxy.WaitUntilListeningAsync(proxy.Tls);
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _plain.Dispose();
        _tls.Dispose();
        _folder.Delete(recursive: true);
        await TestContext.Out.WriteLineAsync(Output);
    }

    private string Output
    {
        get
        {
            lock (_lines)
                return string.Join(Environment.NewLine, _lines);
        }
    }

    private async Task WaitUntilListeningAsync(IPEndPoint endPoint)
    {
        var waited = Stopwatch.StartNew();
        while (!await TryConnectAsync(endPoint))
        {
            if (_process.HasExited || waited.Elapsed > StartLimit)
                throw new InvalidOperationException($"The proxy {(_process.HasExited ? "has ended" : "does not listen")}.");
            await Task.Delay(PollInterval);
        }
    }

    private static async Task<bool> TryConnectAsync(IPEndPoint endPoint)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endPoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
            _lines.Add(line);
    }
}
