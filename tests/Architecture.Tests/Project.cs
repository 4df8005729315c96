using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>A project of the repository: its file, its sources and the assembly it was built to.</summary>
public sealed record Project(string File)
{
    public static readonly string Root = Metadata("RepositoryRoot");

    /// <summary>The projects of the top level, which are the product.</summary>
    public static IReadOnlyList<Project> Products { get; } = In(Root);

    /// <summary>The contract tests, which third parties use as they use the product.</summary>
    public static IReadOnlyList<Project> Contracts { get; } = In(Path.Combine(Root, "tests")).Where(project => project.Name == "Contracts").ToList();

    /// <summary>The plugins of the repository and those that its tests load.</summary>
    public static IReadOnlyList<Project> Plugins { get; } =
    [
        .. Products.Where(project => project.Name.Split('.')[0] is "Adapters" or "Handlers" or "Backplanes"),
        .. In(Path.Combine(Root, "tests", "Plugins")).Where(project => project.Name.StartsWith("Plugins.", StringComparison.Ordinal)),
    ];

    public string Name => Path.GetFileNameWithoutExtension(File);

    public string Directory => Path.GetDirectoryName(File)!;

    public string OutputDirectory => Path.Combine(Directory, "bin", Metadata("Configuration"), "net10.0");

    public IEnumerable<string> Sources =>
        System.IO.Directory.EnumerateFiles(Directory, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Directory, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    /// <summary>What the project file refers to, except what is only built beside it. Imports add nothing that the built assembly does not show.</summary>
    public IReadOnlyCollection<string> DeclaredReferences =>
    [
        .. XDocument.Load(File).Descendants()
            .Where(item => item.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference" or "Reference")
            .Where(item => item.Attribute("ReferenceOutputAssembly")?.Value != "false" && item.Attribute("Include") is not null)
            .Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'))
            .Select(include => include.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(include) : include),
    ];

    /// <summary>What the built assembly refers to.</summary>
    public IReadOnlyCollection<string> AssemblyReferences =>
        ReadMetadata(metadata => metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToList());

    public string AssemblyName => ReadMetadata(metadata => metadata.GetString(metadata.GetAssemblyDefinition().Name));

    /// <summary>The classes of the built assembly that were written by hand: namespace and name.</summary>
    public IReadOnlyCollection<(string Namespace, string Name)> Types => ReadMetadata(metadata => metadata.TypeDefinitions
        .Select(metadata.GetTypeDefinition)
        .Where(type => !type.Attributes.HasFlag(TypeAttributes.NestedPrivate) && type.GetDeclaringType().IsNil)
        .Select(type => (metadata.GetString(type.Namespace), metadata.GetString(type.Name)))
        .Where(type => !type.Item2.Contains('<', StringComparison.Ordinal))
        .ToList());

    public override string ToString() => Name;

    private static List<Project> In(string directory) =>
    [
        .. System.IO.Directory.EnumerateDirectories(directory)
            .SelectMany(folder => System.IO.Directory.EnumerateFiles(folder, "*.csproj"))
            .Order(StringComparer.Ordinal)
            .Select(file => new Project(file)),
    ];

    private T ReadMetadata<T>(Func<MetadataReader, T> read)
    {
        using var image = new PEReader(System.IO.File.OpenRead(Path.Combine(OutputDirectory, Name + ".dll")));
        return read(image.GetMetadataReader());
    }

    private static string Metadata(string key) =>
        typeof(Project).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
