using System.Xml.Linq;

namespace Architecture.Tests;

public class LayoutTests
{
    private const int LongestFile = 250;

    private static IEnumerable<Project> Products => Project.Products;

    private static IEnumerable<Project> Plugins => Project.Plugins;

    // An adapter that is not begun has no type at all.
    private static IEnumerable<Project> Adapters => Project.Products
        .Where(project => project.Name.StartsWith("Adapters.", StringComparison.Ordinal) && HandWritten(project).Any());

    [TestCaseSource(nameof(Products))]
    public void Folder_project_assembly_and_root_namespace_have_one_name(Project project)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Path.GetFileName(project.Directory), Is.EqualTo(project.Name));
            Assert.That(project.AssemblyName, Is.EqualTo(project.Name));
            Assert.That(XDocument.Load(project.File).Descendants().Select(element => element.Name.LocalName), Has.No.Member("RootNamespace").And.No.Member("AssemblyName"));
            Assert.That(HandWritten(project).Where(type => type.Namespace != project.Name && !type.Namespace.StartsWith(project.Name + ".", StringComparison.Ordinal)), Is.Empty);
        }
    }

    [TestCaseSource(nameof(Products))]
    public void No_class_has_the_name_of_the_host(Project project) =>
        Assert.That(project.Types.Select(type => type.Name), Has.No.Member("Host"));

    [TestCaseSource(nameof(Plugins))]
    public void No_plugin_deploys_what_the_host_shares_with_it(Project plugin) =>
        Assert.That(
            Directory.EnumerateFiles(plugin.OutputDirectory, "*.dll", SearchOption.AllDirectories).Select(Path.GetFileName),
            Has.No.Member("Abstractions.dll").And.None.StartsWith("Microsoft.Extensions.").And.Member(plugin.Name + ".dll"));

    [TestCaseSource(nameof(Adapters))]
    public void An_adapter_consists_of_adapter_handshake_and_codec(Project adapter)
    {
        var types = adapter.Types.Select(type => type.Name).ToList();
        var revision = adapter.Name["Adapters.".Length..];

        Assert.That(types, Is.SupersetOf((string[])[$"{revision}Adapter", $"{revision}Handshake", $"{revision}FrameCodec"]));
    }

    [Test]
    public void No_source_file_is_too_long_to_be_read_at_one_go()
    {
        var folders = Project.Products.Select(project => project.Directory).Append(Path.Combine(Project.Root, "tests")).Append(Path.Combine(Project.Root, "bench"));
        var tooLong = folders.Where(Directory.Exists)
            .SelectMany(folder => new Project(Path.Combine(folder, "any.csproj")).Sources)
            .Select(file => (File: Path.GetRelativePath(Project.Root, file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > LongestFile)
            .Select(file => $"{file.File} has {file.Lines} lines");

        Assert.That(tooLong, Is.Empty);
    }

    // The entry point's class has no namespace; the compiler's own types have those of the framework or none.
    private static IEnumerable<(string Namespace, string Name)> HandWritten(Project project) =>
        project.Types.Where(type => !(type.Namespace.Length == 0 && type.Name == "Program")
            && !type.Namespace.StartsWith("System.", StringComparison.Ordinal) && !type.Namespace.StartsWith("Microsoft.", StringComparison.Ordinal));
}
