using System.Reflection;
using System.Runtime.Loader;

namespace Host.Plugins;

/// <summary>The assemblies of one plugin, in a load context that <see cref="IDisposable.Dispose"/> unloads.</summary>
internal interface IPluginAssemblies : IDisposable
{
    /// <summary>The assembly the plugin is named after.</summary>
    Assembly LoadDefaultAssembly();

    /// <summary>Until it is disposed, types that are asked for by name alone are looked for in the plugin.</summary>
    AssemblyLoadContext.ContextualReflectionScope EnterContextualReflection();
}
