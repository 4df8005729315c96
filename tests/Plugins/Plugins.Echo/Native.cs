using System.Runtime.InteropServices;

namespace Plugins.Echo;

/// <summary>Calls a native library that only exists where a test has dropped one.</summary>
internal static class Native
{
    public static string Call() => NativeLibrary.TryLoad("dropped", typeof(Native).Assembly, null, out _) ? "found" : "missing";
}
