using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Abstractions;

/// <summary>What a plugin registers with the host. Implemented by the host, used during <see cref="IPlugin.Configure"/> only.</summary>
public interface IPluginBuilder
{
    /// <summary>The plugin's name: that of its folder and assembly.</summary>
    string Name { get; }

    /// <summary>The plugin's own settings: the section <c>Plugins:&lt;Name&gt;</c>. The same object can be injected.</summary>
    IConfiguration Configuration { get; }

    /// <summary>
    /// The plugin's own services, to which the host adds logging, <see cref="IConfiguration"/>, <see cref="TimeProvider"/> and
    /// <see cref="IConnectionGroups"/>. No plugin sees another one's.
    /// </summary>
    IServiceCollection Services { get; }

    /// <summary>Adds a protocol adapter; made once, with constructor injection.</summary>
    /// <typeparam name="TAdapter">The adapter's class.</typeparam>
    void AddAdapter<TAdapter>() where TAdapter : class, IProtocolAdapter;

    /// <summary>Adds a handler; made once per connection, with constructor injection from a scope of its own.</summary>
    /// <typeparam name="THandler">The handler's class.</typeparam>
    /// <param name="name">The name by which <c>Routes</c> in the configuration may map it to further paths.</param>
    /// <param name="path">The path it serves: exact, such as <c>/echo</c>, or everything below, such as <c>/rooms/*</c>.</param>
    /// <param name="options">What it declares, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The path does not begin with a slash, or the name is empty or used twice.</exception>
    void AddHandler<THandler>(string name, string path, HandlerOptions? options = null) where THandler : class, IConnectionHandler;

    /// <summary>Adds a handler that is one function of the connection and the message.</summary>
    /// <param name="name">The name by which <c>Routes</c> in the configuration may map it to further paths.</param>
    /// <param name="path">The path it serves: exact, or everything below with a trailing <c>/*</c>.</param>
    /// <param name="onMessage">See <see cref="IConnectionHandler.OnMessageAsync"/>; called concurrently for different connections.</param>
    /// <param name="options">What it declares, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The path does not begin with a slash, or the name is empty or used twice.</exception>
    void AddHandler(string name, string path, Func<IConnection, Message, ValueTask> onMessage, HandlerOptions? options = null);

    /// <summary>Serves the files of the plugin's <c>wwwroot</c> folder.</summary>
    /// <param name="path">Where they begin; null for <c>/&lt;plugin name&gt;/</c>.</param>
    /// <exception cref="ArgumentException">The path does not begin with a slash.</exception>
    void AddPages(string? path = null);
}
