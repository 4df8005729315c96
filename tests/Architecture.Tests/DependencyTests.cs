namespace Architecture.Tests;

public class DependencyTests
{
    private static IEnumerable<Project> Ruled => Project.Products.Concat(Project.Contracts);

    [TestCaseSource(nameof(Ruled))]
    public void Every_project_has_a_row_in_the_table(Project project) => Assert.That(DependencyRule.For(project.Name), Is.Not.Null);

    [TestCaseSource(nameof(Ruled))]
    public void The_project_file_keeps_to_the_table(Project project) =>
        Assert.That(DependencyRule.For(project.Name)!.Violations(project.Name, project.DeclaredReferences), Is.Empty);

    [TestCaseSource(nameof(Ruled))]
    public void The_built_assembly_keeps_to_the_table(Project project) =>
        Assert.That(DependencyRule.For(project.Name)!.Violations(project.Name, project.AssemblyReferences), Is.Empty);

    [Test]
    public void The_reading_of_references_is_not_blind()
    {
        var host = Project.Products.Single(project => project.Name == "Host");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.DeclaredReferences, Has.Member("Abstractions"));
            Assert.That(host.AssemblyReferences, Has.Member("Abstractions").And.Member("Microsoft.Extensions.DependencyInjection"));
        }
    }

    [Test]
    public void The_default_build_knows_nothing_of_the_other_plugin_loader()
    {
        var host = Project.Products.Single(project => project.Name == "Host");
        var restored = File.ReadAllText(Path.Combine(host.Directory, "obj", "project.assets.json"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(restored, Does.Not.Contain("McMaster").IgnoreCase.And.Contain("Microsoft.Extensions."));
            Assert.That(host.AssemblyReferences, Has.None.Contains("McMaster"));
            Assert.That(host.Types.Select(type => type.Name), Has.None.Contains("McMaster").And.Member("BuiltInPluginLoader"));
        }
    }

    // Each row of the table is broken once.
    [TestCase("Abstractions", "Host")]
    [TestCase("Abstractions", "Microsoft.Extensions.Hosting")]
    [TestCase("Host", "Adapters.Rfc6455")]
    [TestCase("Host", "Handlers.Demo")]
    [TestCase("Host", "Newtonsoft.Json")]
    [TestCase("Adapters.Rfc6455", "Host")]
    [TestCase("Adapters.Rfc6455", "Adapters.Hixie76")]
    [TestCase("Adapters.Rfc6455", "System.Net.Sockets")]
    [TestCase("Adapters.Rfc6455", "Microsoft.AspNetCore.App")]
    [TestCase("Framing.Classic", "Adapters.Hixie76")]
    [TestCase("Framing.Hybi", "Framing.Classic")]
    [TestCase("Handlers.Demo", "Host")]
    [TestCase("Handlers.Demo", "Adapters.Rfc6455")]
    [TestCase("Backplanes.Redis", "Handlers.Demo")]
    [TestCase("Contracts", "Host")]
    [TestCase("Contracts", "Adapters.Rfc6455")]
    public void A_forbidden_reference_is_reported(string project, string reference) =>
        Assert.That(DependencyRule.For(project)!.Violations(project, [reference]), Is.EqualTo((string[])[$"{project} may not refer to {reference}"]));

    [Test]
    public void A_second_framing_is_reported() =>
        Assert.That(DependencyRule.For("Adapters.Hybi")!.Violations("Adapters.Hybi", ["Framing.Classic", "Framing.Modern"]), Has.One.Items);

    [TestCase("Handlers.Demo", "StackExchange.Redis")]
    [TestCase("Adapters.Hixie76", "Framing.Classic")]
    [TestCase("Adapters.Hixie76", "System.Memory")]
    [TestCase("Contracts", "nunit.framework")]
    public void An_allowed_reference_passes(string project, string reference) =>
        Assert.That(DependencyRule.For(project)!.Violations(project, [reference]), Is.Empty);
}
