using System.Diagnostics;

namespace Interop.Tests;

/// <summary>A client in the chat, in a process of its own: <c>lib/chat.js</c> has what it does there and says.</summary>
internal sealed class ChatMember : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly Task _ended;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _lines = [];

    private ChatMember(string name, Process process)
    {
        Name = name;
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
        _ended = ReadAsync();
    }

    /// <summary>What the others hear from it: <c>CLIENT/REVISION</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it was let into the chat.</summary>
    public bool HasJoined => _ready.Task.IsCompleted;

    /// <summary>Whether it has heard everybody, by its own account, and has ended.</summary>
    public bool HasPassed => _ended.IsCompleted && _process.ExitCode == 0 && Verdict?.StartsWith("PASS ", StringComparison.Ordinal) == true;

    /// <summary>What it says of itself.</summary>
    public string State => _ended.IsCompleted ? $"{Verdict ?? "no verdict"}, exit code {_process.ExitCode} {_error.Result}".Trim() : "its time was up";

    private string? Verdict
    {
        get
        {
            lock (_lines)
                return _lines.FindLast(Client.IsVerdict);
        }
    }

    public static string NameOf(string client, string revision) => $"{client}/{revision}";

    /// <summary>Starts the client.</summary>
    /// <param name="client">Its name.</param>
    /// <param name="revision">What it speaks.</param>
    /// <param name="chat">The address of the chat.</param>
    /// <param name="names">Whom it is to hear, itself included.</param>
    public static ChatMember Start(string client, string revision, Uri chat, IEnumerable<string> names)
    {
        var run = Client.Named(client).Run;
        var start = (run with { Arguments = [.. run.Arguments, revision, chat.AbsoluteUri, string.Join(',', names)], Environment = ServerCertificate.Trust }).StartInfo();
        start.RedirectStandardInput = true;
        return new ChatMember(NameOf(client, revision), Process.Start(start)!);
    }

    /// <summary>Waits until it has joined, has ended, or its time is up.</summary>
    public Task WaitForJoinAsync(TimeSpan limit) => Task.WhenAny(_ready.Task, _ended, Task.Delay(limit));

    /// <summary>Waits until it has ended, or its time is up.</summary>
    public Task WaitForEndAsync(TimeSpan limit) => Task.WhenAny(_ended, Task.Delay(limit));

    /// <summary>Lets it say its name.</summary>
    public async Task OpenGateAsync()
    {
        try
        {
            await _process.StandardInput.WriteLineAsync();
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended: its state says so, and nobody will hear it.
        }
    }

    /// <summary>Whom it has not heard.</summary>
    public IReadOnlyList<string> Missed(IEnumerable<string> names)
    {
        lock (_lines)
            return [.. names.Where(name => !_lines.Contains($"HEARD {name}"))];
    }

    /// <summary>Ends it where it has not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ended.IsCompleted)
            _process.Kill(entireProcessTree: true);
        await _ended;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lines)
                _lines.Add(line);
            if (line == "READY")
                _ready.TrySetResult();
        }
        await _error;
        await _process.WaitForExitAsync();
    }
}
