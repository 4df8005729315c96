using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>One row of the table of who may refer to whom. Names are project or package names; <c>*</c> stands for anything.</summary>
/// <param name="From">The projects the row is about.</param>
/// <param name="Allowed">What they may refer to, beside the base class library.</param>
/// <param name="Forbidden">What they may never refer to, though <paramref name="Allowed"/> would let it pass.</param>
public sealed record DependencyRule(string From, string[] Allowed, string[] Forbidden)
{
    private static readonly string[] Extensions =
    [
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
        "Microsoft.Extensions.Primitives",
    ];

    // "Own packages" of a row means any package, so it allows everything and names the projects of the repository that it may not.
    private static readonly string[] OwnProjects = ["Host", "Adapters.*", "Handlers.*", "Backplanes.*", "Framing.*"];

    /// <summary>The table of ARCHITECTURE.md.</summary>
    public static readonly DependencyRule[] Table =
    [
        new("Abstractions", Extensions, []),
        new("Host", ["Abstractions", "Microsoft.AspNetCore", "Microsoft.AspNetCore.*", "Microsoft.Extensions.*"], OwnProjects),
        new("Adapters.*", ["Abstractions", "Framing.*", .. Extensions], ["System.Net.Sockets", "System.Net.Security", "System.Net.Http", "System.IO.Pipes"]),
        new("Framing.*", ["Abstractions", .. Extensions], ["System.Net.Sockets", "System.Net.Security", "System.Net.Http", "System.IO.Pipes"]),
        new("Handlers.*", ["*"], OwnProjects),
        new("Backplanes.*", ["*"], OwnProjects),
        new("Contracts", ["Abstractions", "NUnit", "NUnit.*", "nunit.framework"], []),
    ];

    public static DependencyRule? For(string project) => Table.FirstOrDefault(rule => Matches(rule.From, project));

    /// <summary>Those of the references that the rule does not let pass, each as a sentence.</summary>
    public IEnumerable<string> Violations(string project, IReadOnlyCollection<string> references)
    {
        foreach (var reference in references)
        {
            if (Forbidden.Any(pattern => Matches(pattern, reference)) || !(IsBaseLibrary(reference) || Allowed.Any(pattern => Matches(pattern, reference))))
                yield return $"{project} may not refer to {reference}";
        }
        if (From == "Adapters.*" && references.Count(reference => Matches("Framing.*", reference)) > 1)
            yield return $"{project} may refer to one Framing.* only";
    }

    private static bool IsBaseLibrary(string reference) => Matches("System.*", reference) || reference is "System" or "netstandard" or "mscorlib" or "Microsoft.CSharp" or "Microsoft.Win32.Primitives";

    private static bool Matches(string pattern, string name) =>
        Regex.IsMatch(name, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant);
}
