using Abstractions;
using Host.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>Collects what a plugin asks for. Nothing of it reaches the host before all of it is known to work.</summary>
internal sealed class PluginBuilder : IPluginBuilder
{
    private readonly ServiceCollection _services = new();
    private readonly List<Type> _adapters = [];
    private readonly List<HandlerDeclaration> _handlers = [];
    private readonly List<string> _pages = [];
    private bool _closed;

    /// <param name="name">The plugin's name.</param>
    /// <param name="configuration">Its own settings.</param>
    /// <param name="loggers">The host's.</param>
    /// <param name="time">The host's.</param>
    public PluginBuilder(string name, IConfiguration configuration, ILoggerFactory loggers, TimeProvider time)
    {
        Name = name;
        Configuration = configuration;
        // As instances, so that the plugin's provider does not dispose what is the host's.
        _services.AddSingleton(loggers);
        _services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        _services.AddSingleton(Configuration);
        _services.AddSingleton(time);
        _services.AddSingleton<IConnectionGroups>(new ConnectionGroups());
    }

    public string Name { get; }

    public IConfiguration Configuration { get; }

    public IServiceCollection Services => _services;

    public IReadOnlyList<Type> Adapters => _adapters;

    public IReadOnlyList<HandlerDeclaration> Handlers => _handlers;

    public IReadOnlyList<string> Pages => _pages;

    public bool HasScopedServices => _services.Any(service => service.Lifetime == ServiceLifetime.Scoped);

    public void AddAdapter<TAdapter>() where TAdapter : class, IProtocolAdapter
    {
        RequireOpen();
        if (_adapters.Contains(typeof(TAdapter)))
            throw new ArgumentException($"The adapter {typeof(TAdapter).Name} is added twice; add it once.");
        _services.TryAddSingleton<TAdapter>();
        _adapters.Add(typeof(TAdapter));
    }

    public void AddHandler<THandler>(string name, string path, HandlerOptions? options = null) where THandler : class, IConnectionHandler
    {
        Declare(name, path, options, (services, inScopes) => new TypeHandlerFactory(services, typeof(THandler), inScopes));
        // Never taken from the container; registered so that building the provider proves that it can be made.
        _services.TryAddTransient<THandler>();
    }

    public void AddHandler(string name, string path, Func<IConnection, Message, ValueTask> onMessage, HandlerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(onMessage);
        Declare(name, path, options, (_, _) => new DelegateHandlerFactory(onMessage));
    }

    public void AddPages(string? path = null)
    {
        RequireOpen();
        path ??= $"/{Name}/";
        RequireSlash(path);
        if (path.Contains('*', StringComparison.Ordinal))
            throw new ArgumentException($"The pages' path '{path}' has a '*'; pages serve everything below their path without it.", nameof(path));
        if (!path.EndsWith('/'))
            path += "/";
        if (_pages.Contains(path))
            throw new ArgumentException($"Pages are added at '{path}' twice; add them once.", nameof(path));
        _pages.Add(path);
    }

    /// <summary>Ends the registration and makes the plugin's services, each of which is checked for what it needs.</summary>
    public ServiceProvider Build()
    {
        _closed = true;
        _services.MakeReadOnly();
        return _services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private void Declare(string name, string path, HandlerOptions? options, Func<IServiceProvider, bool, HandlerFactory> makeFactory)
    {
        RequireOpen();
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        RequireSlash(path);
        var exact = path.EndsWith("/*", StringComparison.Ordinal) ? path[..^1] : path;
        if (exact.AsSpan().ContainsAny('*', '?', '#'))
            throw new ArgumentException($"The path '{path}' must be exact, or end in '/*' for everything below it.", nameof(path));
        if (_handlers.Any(handler => handler.Name == name))
            throw new ArgumentException($"The handler name '{name}' is used twice; give each handler a name of its own.", nameof(name));
        if (_handlers.Any(handler => handler.Path == path))
            throw new ArgumentException($"The path '{path}' is used twice; give each handler a path of its own.", nameof(path));
        _handlers.Add(new HandlerDeclaration(name, path, options ?? new HandlerOptions(), makeFactory));
    }

    private static void RequireSlash(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.StartsWith('/'))
            throw new ArgumentException($"The path '{path}' must begin with a slash.", nameof(path));
    }

    private void RequireOpen()
    {
        if (_closed)
            throw new InvalidOperationException($"The plugin {Name} registers after Configure has returned; register everything in Configure.");
    }
}
