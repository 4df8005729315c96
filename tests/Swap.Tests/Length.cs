using System.Globalization;

namespace Swap.Tests;

/// <summary>How long these tests go on: a moment, or the whole of it where <c>WHARF_SWAP_SECONDS</c> is set.</summary>
internal static class Length
{
    private static readonly int Seconds = int.Parse(Environment.GetEnvironmentVariable("WHARF_SWAP_SECONDS") ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Whether the tests have the time to measure memory.</summary>
    public static bool IsWhole => Seconds > 0;

    /// <summary>Swaps in a row.</summary>
    public static int Swaps => IsWhole ? 50 : 2 * Way.All.Count;

    /// <summary>The time for which files are damaged.</summary>
    public static TimeSpan Damage => TimeSpan.FromSeconds(IsWhole ? Seconds : 5);
}
