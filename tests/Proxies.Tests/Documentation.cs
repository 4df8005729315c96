using System.Reflection;
using System.Text.RegularExpressions;

namespace Proxies.Tests;

/// <summary>The configurations in docs/operating.md, which operators copy: the tests run these and no others of their own.</summary>
internal static partial class Documentation
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Root, "docs", "operating.md"));

    private static string Root => typeof(Documentation).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The configuration of a proxy, with other addresses and files in place of the documented ones.</summary>
    /// <param name="name">The language of its block.</param>
    /// <param name="replacements">What is documented, each of which must be there, and what is in its place.</param>
    public static string Configuration(string name, params (string Documented, string Actual)[] replacements)
    {
        var configuration = Block().Matches(Text).Single(block => block.Groups["name"].Value == name).Groups["text"].Value;
        foreach (var (documented, actual) in replacements)
        {
            Assert.That(configuration, Does.Contain(documented), "The documentation has changed.");
            configuration = configuration.Replace(documented, actual, StringComparison.Ordinal);
        }
        return configuration;
    }

    [GeneratedRegex("^```(?<name>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
