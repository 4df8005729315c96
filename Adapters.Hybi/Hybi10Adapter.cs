using Framing.Hybi;

namespace Adapters.Hybi;

/// <summary>draft-ietf-hybi-thewebsocketprotocol-08 to -12, which are Sec-WebSocket-Version 8: Chrome 14 and 15, Firefox 7 to 10.</summary>
public sealed class Hybi10Adapter() : HybiAdapter("hybi10", HybiVersion.Version8);
