using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>Turns a staged folder, or a plugin's object, into a plugin that works, or says why it does not.</summary>
/// <remarks>The methods that touch a plugin are not inlined, so that no frame of the caller keeps the plugin alive after its unloading.</remarks>
internal sealed class PluginLoader(
    Preflight preflight, IPluginAssemblyLoader assemblyLoader, IConfiguration configuration, ILoggerFactory loggers, TimeProvider time)
{
    // How often each plugin was loaded.
    private readonly ConcurrentDictionary<string, int> _generations = new();

    /// <param name="source">Where the plugin lies in the drop folder.</param>
    /// <param name="directory">Its copy in the stage.</param>
    /// <param name="limit">Is cancelled when the time for it is over.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public LoadedPlugin Load(PluginSource source, string directory, CancellationToken limit)
    {
        var copy = source.AssemblyFileIn(directory);
        preflight.Check(source, directory);
        var assemblies = Open(source, copy);
        try
        {
            var assembly = LoadAssembly(assemblies, source);
            using var scope = assemblies.EnterContextualReflection();
            var plugin = MakePlugin(assembly, source);
            var settings = PluginSettings.Read(configuration, source.Name, directory, source.Directory);
            return Configure(new PluginOrigin(source.Name, VersionOf(assembly), ContractOf(assembly), source.AssemblyFile, directory), plugin, settings, assemblies,
                new WeakReference(AssemblyLoadContext.GetLoadContext(assembly), trackResurrection: true), limit);
        }
        catch
        {
            assemblies.Dispose();
            FrameworkCaches.Clear();
            throw;
        }
    }

    /// <summary>Takes a plugin that is part of the process.</summary>
    public LoadedPlugin Load(string name, IPlugin plugin, CancellationToken limit)
    {
        var assembly = plugin.GetType().Assembly;
        var settings = PluginSettings.Read(configuration, name, directory: null, AppContext.BaseDirectory);
        return Configure(new PluginOrigin(name, VersionOf(assembly), ContractOf(assembly), assembly.Location, AppContext.BaseDirectory), plugin, settings, assemblies: null, context: null, limit);
    }

    private IPluginAssemblies Open(PluginSource source, string copy)
    {
        try
        {
            return assemblyLoader.Load(source.Name, copy);
        }
        catch (InvalidOperationException)
        {
            throw PluginDependencyList.Unreadable(source);
        }
    }

    private static Assembly LoadAssembly(IPluginAssemblies assemblies, PluginSource source)
    {
        try
        {
            return assemblies.LoadDefaultAssembly();
        }
        catch (Exception e)
        {
            throw new PluginRefusedException(source.AssemblyFile, $"its assembly cannot be loaded: {Failure.Describe(e)}",
                "Build it as a .NET library for any CPU or this host's processor, and copy the build output whole.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IPlugin MakePlugin(Assembly assembly, PluginSource source)
    {
        Type type;
        try
        {
            // There is one: the preflight has seen it.
            type = assembly.GetCustomAttribute<PluginAttribute>()!.PluginType;
        }
        catch (Exception e)
        {
            throw new PluginRefusedException(source.AssemblyFile, $"its plugin attribute cannot be read: {Failure.Describe(e)}", PluginClass.Remedy);
        }
        if (type.IsAbstract || !typeof(IPlugin).IsAssignableFrom(type))
            throw new PluginRefusedException(source.AssemblyFile, $"its plugin class {type.FullName} is abstract or does not implement IPlugin", PluginClass.Remedy);
        if (type.GetConstructor(Type.EmptyTypes) is null)
            throw new PluginRefusedException(source.AssemblyFile, $"its plugin class {type.FullName} has no public constructor without parameters", PluginClass.Remedy);
        try
        {
            return (IPlugin)Activator.CreateInstance(type)!;
        }
        catch (Exception e)
        {
            throw new PluginRefusedException(source.AssemblyFile, $"the constructor of {type.FullName} failed: {Failure.Describe(e)}",
                "Mend the plugin; its constructor and Configure must only register.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LoadedPlugin Configure(PluginOrigin origin, IPlugin plugin, IConfiguration settings, IPluginAssemblies? assemblies, WeakReference? context, CancellationToken limit)
    {
        var builder = new PluginBuilder(origin.Name, settings, loggers, time);
        try
        {
            plugin.Configure(builder);
        }
        catch (Exception e)
        {
            throw new PluginRefusedException(origin.File, $"its Configure failed: {Failure.Describe(e)}", $"Mend the plugin, or its settings under Plugins:{origin.Name}.");
        }
        var pages = PagesOf(origin, builder);
        var generation = new Generation(origin.Name, _generations.AddOrUpdate(origin.Name, 1, static (_, last) => last + 1));
        var services = BuildServices(origin, builder);
        try
        {
            var loaded = new LoadedPlugin(generation, origin.Version, origin.Contract, services, assemblies)
            {
                Adapters = [.. builder.Adapters.Select(type => new AdapterRegistration(generation, MakeAdapter(origin, services, type)))],
                Handlers = [.. builder.Handlers.Select(handler => Register(origin, generation, handler, services, builder.HasScopedServices))],
                Pages = pages,
                Directory = context is null ? null : origin.Directory,
                Context = context,
            };
            PluginSelfCheck.Run(plugin, services, origin.Name, origin.File, limit);
            return loaded;
        }
        catch
        {
            // Waits, for a plugin may have services that can only be disposed asynchronously, and nobody else does on the thread that loads.
            services.DisposeAsync().AsTask().ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
            throw;
        }
    }

    private static List<PagesRegistration> PagesOf(PluginOrigin origin, PluginBuilder builder)
    {
        var directory = Path.Combine(origin.Directory, "wwwroot");
        if (builder.Pages.Count > 0 && !Directory.Exists(directory))
        {
            throw new PluginRefusedException(Path.Combine(Path.GetDirectoryName(origin.File) ?? "", "wwwroot"),
                "it adds pages and has no such folder", "Copy the plugin's build output whole, its wwwroot included.");
        }
        return [.. builder.Pages.Select(path => new PagesRegistration(path, directory))];
    }

    private static ServiceProvider BuildServices(PluginOrigin origin, PluginBuilder builder)
    {
        try
        {
            return builder.Build();
        }
        catch (Exception e)
        {
            throw new PluginRefusedException(origin.File, $"its services cannot be made: {Failure.Describe(e)}",
                "Register in Configure what the constructors of its handlers, adapters and services ask for.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IProtocolAdapter MakeAdapter(PluginOrigin origin, ServiceProvider services, Type type)
    {
        string? fault;
        try
        {
            var adapter = (IProtocolAdapter)services.GetRequiredService(type);
            fault = string.IsNullOrEmpty(adapter.Name) ? "has no name" : adapter.Handshake is null ? "has no handshake" : null;
            if (fault is null)
                return adapter;
        }
        catch (Exception e)
        {
            fault = $"cannot be made: {Failure.Describe(e)}";
        }
        throw new PluginRefusedException(origin.File, $"its adapter {type.Name} {fault}", "Mend the plugin.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HandlerRegistration Register(PluginOrigin origin, Generation generation, HandlerDeclaration handler, ServiceProvider services, bool inScopes)
    {
        HandlerRegistration registration;
        try
        {
            registration = handler.Register(generation, services, inScopes);
        }
        catch (InvalidOperationException e)
        {
            throw new PluginRefusedException(origin.File, $"its handler '{handler.Name}' cannot be made: {Failure.Describe(e)}",
                "Give the handler's class exactly one public constructor.");
        }
        try
        {
            // Once, as for a connection, and gone again: what fails here would fail for every client.
            registration.Factory.Create().DisposeAsync().AsTask().Wait();
            return registration;
        }
        catch (Exception e)
        {
            throw new PluginRefusedException(origin.File, $"its handler '{handler.Name}' cannot be made: {Failure.Describe(e)}",
                $"Mend the handler's constructor, or the settings that it reads under Plugins:{origin.Name}.");
        }
    }

    private static string VersionOf(Assembly assembly)
    {
        // The part after the plus sign is the commit it was built from.
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return version ?? assembly.GetName().Version?.ToString() ?? "0.0";
    }

    private static string ContractOf(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Single(reference => reference.Name == nameof(Abstractions)).Version!.ToString(2);

    /// <param name="Name">The plugin's name.</param>
    /// <param name="Version">For display.</param>
    /// <param name="Contract">The contract's version that it was built against.</param>
    /// <param name="File">Its assembly as the operator knows it, for messages.</param>
    /// <param name="Directory">Where its files are taken from.</param>
    private sealed record PluginOrigin(string Name, string Version, string Contract, string File, string Directory);
}
