using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Host.Tests;

/// <summary>Keeps what is logged, so that a test can read it as an operator would.</summary>
internal sealed class LogRecorder : ILoggerFactory, ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, string Line)> _entries = new();

    public IReadOnlyList<string> Lines => [.. _entries.Select(entry => entry.Line)];

    public IReadOnlyList<string> Errors => At(LogLevel.Error);

    public IReadOnlyList<string> Warnings => At(LogLevel.Warning);

    /// <summary>Completes when a line has the text.</summary>
    public async Task WaitForAsync(string text)
    {
        using var hang = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            if (hang.IsCancellationRequested)
                Assert.Fail($"No line has '{text}':{Environment.NewLine}{string.Join(Environment.NewLine, Lines)}");
            await Task.Delay(5);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private List<string> At(LogLevel level) => [.. _entries.Where(entry => entry.Level == level).Select(entry => entry.Line)];

    private sealed class Recorder(LogRecorder log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log._entries.Enqueue((logLevel, category, formatter(state, exception)));
    }
}
