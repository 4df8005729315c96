using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq.Expressions;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Plugins.Leaky;

/// <summary>What code of a plugin may leave behind in the process without meaning to.</summary>
internal static partial class Remains
{
    private static readonly AsyncLocal<Note?> Flowing = new();
    private static readonly List<object> Kept = [];

    [ThreadStatic]
    private static Note? _ofThread;

    public static void Leave(string what, IConfiguration configuration, ILogger? logger)
    {
        var note = new Note("text");
        switch (what)
        {
            case "statics":
                Kept.Add(note);
                break;
            case "idle timer":
                Kept.Add(new Timer(_ => { }, note, Timeout.Infinite, Timeout.Infinite));
                break;
            case "running timer":
                Kept.Add(new Timer(_ => Kept.Add(note), null, TimeSpan.FromDays(1), TimeSpan.FromDays(1)));
                break;
            case "running thread":
                new Thread(() => Thread.Sleep(Timeout.Infinite)) { IsBackground = true }.Start();
                break;
            case "thread static":
                _ofThread = note;
                break;
            case "async local":
                Flowing.Value = note;
                break;
            case "json":
                _ = JsonSerializer.Deserialize<Note>(JsonSerializer.Serialize(note));
                break;
            case "json of its own options":
                var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
                Kept.Add(options);
                _ = JsonSerializer.Deserialize<Note>(JsonSerializer.Serialize(note, options), options);
                break;
            case "change of the settings":
                ChangeToken.OnChange(configuration.GetReloadToken, () => Kept.Add(note));
                break;
            case "logged exception":
                if (logger is not null)
                    LogFailure(logger, new NoteException("failed"));
                break;
            case "meter":
                new Meter("Plugins.Leaky").CreateCounter<int>("notes").Add(1);
                break;
            case "activities":
                new ActivitySource("Plugins.Leaky").StartActivity("note")?.Stop();
                break;
            case "compiled expression":
                Expression.Lambda<Func<Note>>(Expression.Constant(note)).Compile()();
                break;
            case "compiled pattern":
                _ = new Regex("[a-z]+", RegexOptions.Compiled).IsMatch(note.Text);
                break;
            case "pooled array":
                ArrayPool<Note>.Shared.Return(ArrayPool<Note>.Shared.Rent(16));
                break;
            case "unfinished task":
                Kept.Add(new TaskCompletionSource<Note>().Task.ContinueWith(_ => note, TaskScheduler.Default));
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "left")]
    private static partial void LogFailure(ILogger logger, Exception exception);

    private sealed record Note(string Text);

    private sealed class NoteException(string message) : Exception(message);
}
