using System.Reflection;
using System.Reflection.Emit;
using Abstractions;

namespace Host.Tests.Plugins;

/// <summary>Plugin assemblies with one fault in the class that their attribute names.</summary>
internal static class EmittedPlugin
{
    public static void Write(string file, Action<ModuleBuilder, Action<TypeBuilder>> define)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(Path.GetFileNameWithoutExtension(file)), typeof(object).Assembly);
        define(assembly.DefineDynamicModule("module"), type => assembly.SetCustomAttribute(
            new CustomAttributeBuilder(typeof(PluginAttribute).GetConstructor([typeof(Type)])!, [type])));
        assembly.Save(file);
    }

    /// <summary>An assembly that names as many plugin classes as is asked for; each of them works.</summary>
    public static void Write(string file, int classes) => Write(file, (module, name) =>
    {
        for (var i = 0; i < classes; i++)
        {
            var type = module.DefinePlugin(suffix: i);
            type.CreateType();
            name(type);
        }
    });

    /// <summary>A library of one name that refers to one of another.</summary>
    public static void Refer(string file, string name, string other)
    {
        var missing = new PersistedAssemblyBuilder(new AssemblyName(other), typeof(object).Assembly).DefineDynamicModule("module").DefineType("Missing", TypeAttributes.Public);
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        assembly.DefineDynamicModule("module").DefineType("User", TypeAttributes.Public, missing.CreateType()).CreateType();
        assembly.Save(file);
    }

    /// <summary>A class that implements the port with an empty method.</summary>
    public static TypeBuilder DefinePlugin(this ModuleBuilder module, TypeAttributes attributes = TypeAttributes.Public, int suffix = 0)
    {
        var type = module.DefineType("Emitted" + (suffix == 0 ? "" : suffix), attributes, typeof(object), [typeof(IPlugin)]);
        var configure = type.DefineMethod(nameof(IPlugin.Configure), MethodAttributes.Public | MethodAttributes.Virtual, typeof(void), [typeof(IPluginBuilder)]);
        configure.GetILGenerator().Emit(OpCodes.Ret);
        return type;
    }

    public static void DefineConstructor(this TypeBuilder type, Type[] parameters, Type? thrown = null)
    {
        var body = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, parameters).GetILGenerator();
        if (thrown is not null)
        {
            body.Emit(OpCodes.Newobj, thrown.GetConstructor(Type.EmptyTypes)!);
            body.Emit(OpCodes.Throw);
        }
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Call, typeof(object).GetConstructor(Type.EmptyTypes)!);
        body.Emit(OpCodes.Ret);
    }
}
