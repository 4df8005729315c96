using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Abstractions;
using Host.Plugins;

namespace Host.Tests.Plugins;

/// <summary>permessage-deflate in a plugin of its own load context: it finds zlib, and leaves nothing behind.</summary>
public class DeflatePluginTests
{
    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder().AddLoose("Adapters.Rfc6455").Set("Plugins:Adapters.Rfc6455:Deflate:Enabled", "true");

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [TestCase("Shared")]
    [TestCase("PerConnection")]
    public void It_finds_zlib_and_leaves_the_memory(string context)
    {
        var loaded = LoadCompressAndDispose(_drop.Set("Plugins:Adapters.Rfc6455:Deflate:Context", context));
        for (var i = 0; loaded.IsAlive && i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.That(loaded.IsAlive, Is.False);
    }

    // Frames keep what they have touched, so the plugin is touched in one that is gone before the collection.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadCompressAndDispose(DropFolder drop)
    {
        var catalog = drop.Load();
        var adapter = catalog.Plugins.Single().Adapters.Single().Adapter;
        var context = AssemblyLoadContext.GetLoadContext(adapter.GetType().Assembly)!;
        Assert.That(context.IsCollectible);
        var best = adapter.GetType().Assembly.GetType("Adapters.Rfc6455.Deflate.Compression")!;
        Assert.That(best.GetProperty("IsNative")!.GetValue(best.GetProperty("Best", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)), Is.True);

        var codec = adapter.CreateCodec(Accept(adapter), new CodecLimits { MessageBytes = 1000, MessageFragments = 10 });
        var output = new ArrayBufferWriter<byte>();
        codec.WriteFrame(new Frame(FrameKind.Binary, new byte[1000]), output);
        Assert.That(output.WrittenCount, Is.LessThan(100));
        ((IDisposable)codec).Dispose();
        catalog.DisposeAsync().AsTask().Wait();
        return new WeakReference(context);
    }

    private static AcceptedHandshake Accept(IProtocolAdapter adapter) => adapter.Handshake.Negotiate(
        new HandshakeRequest
        {
            Entry = HandshakeEntry.ExtendedConnect, Method = "CONNECT", RawTarget = "/", HttpVersion = System.Net.HttpVersion.Version20, ExtendedProtocol = "websocket", Authority = "server.example",
            Headers = [new Header("Sec-WebSocket-Extensions", "permessage-deflate")],
        },
        HandshakeOptions.None).Accepted!;
}
