using System.Reflection;

namespace Host.Plugins;

/// <summary>
/// Puts an exception into one line of text. Exceptions of plugins are never kept: the stack trace alone would keep the plugin's
/// load context alive.
/// </summary>
internal static class Failure
{
    public static string Describe(Exception exception) =>
        string.Join(" ", Causes(exception).Select(cause => $"{cause.GetType().Name}: {OneLine(cause.Message)}").Distinct());

    public static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static IEnumerable<Exception> Causes(Exception exception) => exception switch
    {
        AggregateException aggregate => aggregate.InnerExceptions.SelectMany(Causes),
        TargetInvocationException or TypeInitializationException { InnerException: not null } => Causes(exception.InnerException!),
        // What the container wraps around the sentence that names the missing service only repeats the registration.
        InvalidOperationException { InnerException: InvalidOperationException inner } => Causes(inner),
        _ => [exception],
    };
}
