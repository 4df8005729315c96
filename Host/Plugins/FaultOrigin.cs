using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;

namespace Host.Plugins;

/// <summary>The plugin that an exception comes from, told by the load contexts of the methods on its stack. Texts only.</summary>
/// <param name="Plugin">The plugin's name.</param>
/// <param name="Where">Its innermost method on the stack, as a stack trace writes it.</param>
internal readonly record struct FaultOrigin(string Plugin, string Where)
{
    /// <summary>Null where no plugin has a part in it.</summary>
    public static FaultOrigin? Of(Exception exception) => OfCauses(exception) ?? OfStack(exception) ?? OfType(exception);

    // The cause counts before what was wrapped around it.
    private static FaultOrigin? OfCauses(Exception exception)
    {
        if (exception is AggregateException aggregate)
            return aggregate.InnerExceptions.Select(Of).FirstOrDefault(origin => origin is not null);
        return exception.InnerException is { } cause ? Of(cause) : null;
    }

    private static FaultOrigin? OfStack(Exception exception)
    {
        foreach (var frame in new StackTrace(exception).GetFrames())
        {
            if (frame.GetMethod() is { } method && PluginOf(method.Module.Assembly) is { } plugin)
                return new FaultOrigin(plugin, Failure.OneLine(new StackTrace(frame).ToString()));
        }
        return null;
    }

    // Thrown without any method of the plugin on the stack, as a prepared exception of a task is.
    private static FaultOrigin? OfType(Exception exception) =>
        PluginOf(exception.GetType().Assembly) is { } plugin ? new FaultOrigin(plugin, $"in a place unknown, by its type {exception.GetType().Name}") : null;

    // Whichever loader made the context: only plugins are in ones that can be unloaded.
    private static string? PluginOf(Assembly assembly) => AssemblyLoadContext.GetLoadContext(assembly) is { IsCollectible: true } context ? context.Name : null;
}
