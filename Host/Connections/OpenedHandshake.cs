using Abstractions;
using Host.Plugins;

namespace Host.Connections;

/// <summary>What a connection begins with: the outcome of its opening handshake.</summary>
internal readonly record struct OpenedHandshake(IFrameCodec Codec, string Protocol, PluginLease Plugins, string Handler, string? Subprotocol, ConnectionRequest Request, bool BinaryAsBase64 = false, SendPolicy SendPolicy = SendPolicy.Wait,
    Dispatch HandlerDispatch = Dispatch.Auto, Dispatch? RouteDispatch = null);
