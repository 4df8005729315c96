using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>
/// Exceptions that nothing catches, for which the runtime would end the process: on threads and timers of plugins, in their finalizers, and
/// out of their <c>async void</c> methods. Where a plugin has a part in one it is named, and the process goes on.
/// </summary>
/// <param name="survive">Whether the process goes on. If not, the plugin is named all the same.</param>
/// <param name="logger">For what was survived.</param>
internal sealed class UnhandledExceptions(bool survive, ILogger<UnhandledExceptions> logger)
{
    public const string Key = "PluginHost:SurviveUnhandledExceptions";

    /// <summary>Takes charge of the whole process, for the rest of its life.</summary>
    /// <exception cref="InvalidOperationException">Somebody has already.</exception>
    public void Install()
    {
        ExceptionHandling.SetUnhandledExceptionHandler(OnUnhandled);
        TaskScheduler.UnobservedTaskException += (_, unobserved) =>
        {
            if (OnUnobserved(unobserved.Exception))
                unobserved.SetObserved();
        };
    }

    /// <summary>Whether the process goes on. After a fault of the host itself it does not: nobody knows what state it is in.</summary>
    public bool OnUnhandled(Exception exception)
    {
        if (FaultOrigin.Of(exception) is not { } origin)
            return false;
        PluginFaults.Unhandled(origin.Plugin);
        if (survive)
            logger.Survived(origin.Plugin, origin.Where, Failure.OneLine(exception.ToString()), Key);
        else
            // The runtime writes the exception next. The log is written by a thread that will not come to it any more.
            Console.Error.WriteLine($"The plugin {origin.Plugin} ends the process {origin.Where}: nothing catches its exception, and {Key} is false.");
        return survive;
    }

    /// <summary>Whether the exception of a task that nobody has looked at is a plugin's.</summary>
    public bool OnUnobserved(AggregateException exception)
    {
        if (FaultOrigin.Of(exception) is not { } origin)
            return false;
        PluginFaults.Unobserved(origin.Plugin);
        logger.Unobserved(origin.Plugin, origin.Where, Failure.Describe(exception));
        return true;
    }
}
