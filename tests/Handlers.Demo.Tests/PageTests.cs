using System.Text.RegularExpressions;

namespace Handlers.Demo.Tests;

/// <summary>The page as it lies beside the plugin. Browser.Tests tries it in a browser.</summary>
public sealed partial class PageTests
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
    private static readonly string Page = File.ReadAllText(Path.Combine(Root, "index.html"));

    [Test]
    public void Has_a_strict_policy_and_keeps_it()
    {
        Assert.That(Page, Does.Contain("default-src 'none'"));
        Assert.That(Page, Does.Not.Contain("unsafe-"));
        Assert.That(Page, Does.Not.Match(@"(?i)<style|\sstyle=|\son[a-z]+=|javascript:"), "inline style or script");
        Assert.That(Page, Does.Not.Match("<script(?![^>]* src=)"), "inline script");
    }

    [Test]
    public void Refers_to_nothing_that_is_not_there()
    {
        foreach (Match reference in PageReference().Matches(Page))
            Assert.That(Path.Combine(Root, reference.Groups["file"].Value), Does.Exist);
        foreach (var module in Directory.GetFiles(Root, "*.js"))
        {
            foreach (Match import in ModuleImport().Matches(File.ReadAllText(module)))
                Assert.That(Path.Combine(Root, import.Groups["file"].Value), Does.Exist, $"imported by {Path.GetFileName(module)}");
        }
    }

    [Test]
    public void Has_a_label_for_every_field()
    {
        foreach (Match field in Field().Matches(Page))
        {
            var before = Page[..field.Index];
            Assert.That(before.LastIndexOf("<label>", StringComparison.Ordinal), Is.GreaterThan(before.LastIndexOf("</label>", StringComparison.Ordinal)), field.Value);
        }
    }

    [GeneratedRegex("""(?:src|href)="(?<file>[^"#]+)""")]
    private static partial Regex PageReference();

    [GeneratedRegex("""from '\./(?<file>[^']+)'""")]
    private static partial Regex ModuleImport();

    [GeneratedRegex("<(?:input|textarea|select)[^>]*>")]
    private static partial Regex Field();
}
