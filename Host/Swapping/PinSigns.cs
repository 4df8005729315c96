using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Host.Swapping;

/// <summary>What can be seen of why a load context is still in memory. The runtime tells nobody what refers to it, so these are signs and no proof.</summary>
internal static class PinSigns
{
    // What nothing refers to is gone after so many.
    private const int EnoughCollections = 3;

    /// <param name="context">A load context that was told to unload.</param>
    /// <param name="collections">How many full collections there were since.</param>
    public static IReadOnlyList<string> Of(WeakReference context, int collections)
    {
        var signs = Timers(context) is > 0 and var timers ? [$"{timers} of its timers are running"] : new List<string>();
        if (signs.Count == 0 && collections < EnoughCollections)
            return [collections == 0 ? "there was no full collection since, so nothing may be wrong" : $"there were only {collections} full collections since, so nothing may be wrong"];
        if (signs.Count == 0)
            signs.Add($"{collections} full collections have not freed it: look for a thread, a loop, an event of the framework that it has not let go, or TypeDescriptor and dynamic");
        return signs;
    }

    // Nothing public lists them; what a debugger calls does. Where it is gone, this sign is.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Timers(WeakReference context)
    {
        try
        {
            var list = typeof(Timer).Assembly.GetType("System.Threading.TimerQueue")?.GetProperty("Instances", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(null);
            var queues = (list as IEnumerable)?.Cast<object>() ?? [];
            return queues.SelectMany(TimersOf).Count(callback => IsOf(callback, context));
        }
        catch (Exception e) when (e is TargetException or TargetInvocationException or InvalidOperationException or AmbiguousMatchException or ArgumentException)
        {
            return 0;
        }
    }

    private static IEnumerable<Delegate> TimersOf(object queue)
    {
        lock (queue)
        {
            var found = new List<Delegate>();
            foreach (var first in (string[])["_shortTimers", "_longTimers"])
            {
                for (var timer = Field(queue, first); timer is not null; timer = Field(timer, "_next"))
                {
                    if (Field(timer, "_timerCallback") is Delegate callback)
                        found.Add(callback);
                }
            }
            return found;
        }
    }

    private static object? Field(object of, string name) => of.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)?.GetValue(of);

    private static bool IsOf(Delegate callback, WeakReference context) => AssemblyLoadContext.GetLoadContext(callback.Method.Module.Assembly) == context.Target;
}
