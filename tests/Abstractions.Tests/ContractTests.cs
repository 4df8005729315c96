using System.Globalization;
using System.Reflection;

namespace Abstractions.Tests;

/// <summary>The contract with plugins, as text: a change of it must be seen in a review, and plugins that were built against it must go on working.</summary>
public sealed class ContractTests
{
    private static readonly Assembly Contract = typeof(IPlugin).Assembly;

    // Implemented by plugins; the others are the host's.
    private static readonly Type[] PluginInterfaces =
        [typeof(IPlugin), typeof(IConnectionHandler), typeof(IStateHandOver), typeof(IProtocolAdapter), typeof(IHandshakeNegotiator), typeof(IFrameCodec)];

    // What plugins of contract 1.0 implement. A member that comes later needs a default body.
    private static readonly string[] Required =
    [
        "IPlugin.Configure", "IConnectionHandler.OnMessageAsync", "IStateHandOver.ExportState", "IStateHandOver.ImportState", "IProtocolAdapter.get_Name", "IProtocolAdapter.get_Handshake", "IProtocolAdapter.CreateCodec",
        "IHandshakeNegotiator.get_Versions", "IHandshakeNegotiator.Claims", "IHandshakeNegotiator.Negotiate",
        "IFrameCodec.CanWrite", "IFrameCodec.get_SharingKey", "IFrameCodec.TryReadFrame", "IFrameCodec.WriteFrame",
    ];

    [Test]
    public void The_contract_is_what_the_file_says()
    {
        var actual = string.Join('\n', Describe()) + "\n";
        var directory = TestContext.CurrentContext.TestDirectory;
        File.WriteAllText(Path.Combine(directory, "Contract.actual.txt"), actual);
        var approved = File.ReadAllText(Path.Combine(directory, "Contract.txt")).ReplaceLineEndings("\n");
        Assert.That(actual, Is.EqualTo(approved), $"If the change is meant, copy Contract.actual.txt from {directory} over Contract.txt, and raise the contract's version.");
    }

    [Test]
    public void A_plugin_of_contract_1_0_implements_every_member_without_a_default_body()
    {
        var required = PluginInterfaces.SelectMany(type => type.GetMethods().Where(method => method.IsAbstract).Select(method => $"{type.Name}.{method.Name}"));
        Assert.That(required, Is.EquivalentTo(Required));
    }

    private static IEnumerable<string> Describe()
    {
        yield return $"version {Contract.GetName().Version!.ToString(2)}";
        foreach (var type in Contract.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            yield return "";
            yield return Describe(type);
            foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(member => member is not MethodInfo { IsSpecialName: true })
                .Select(member => "  " + Describe(member)).Order(StringComparer.Ordinal))
                yield return member;
        }
    }

    private static string Describe(Type type)
    {
        var kind = type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static class" : type.IsSealed ? "sealed class" : "class";
        return $"{kind} {type.Name}";
    }

    private static string Describe(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } constant => string.Create(CultureInfo.InvariantCulture, $"{constant.Name} = {constant.GetRawConstantValue()}"),
        PropertyInfo property => $"{Name(property.PropertyType)} {property.Name} {{{(property.CanRead ? " get;" : "")}{(property.SetMethod is { IsPublic: true } ? " init;" : "")} }}",
        MethodInfo method => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}({Parameters(method)})",
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        _ => member.ToString()!,
    };

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? "?" : "")}"));

    private static string Name(Type type) => type.IsByRef ? $"ref {Name(type.GetElementType()!)}"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
