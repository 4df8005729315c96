using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Fuzz.Tests;

/// <summary>How long it is fuzzed: for a number of cases, so that it ends when it ends on any machine.</summary>
internal static class Fuzzing
{
    /// <summary>The environment variable that makes it longer.</summary>
    public const string CasesVariable = "WHARF_FUZZ_CASES";

    private const int DefaultCases = 1500;

    private static readonly int Cases =
        int.TryParse(Environment.GetEnvironmentVariable(CasesVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var cases) ? cases : DefaultCases;

    /// <summary>Tries the property on many values. One that fails is printed, with the seed that makes it again.</summary>
    public static void Check<T>(Gen<T> values, Action<T> property) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(values.ToArbitrary(), property));
}
