using Framing.Hybi;

namespace Adapters.Hybi;

/// <summary>draft-ietf-hybi-thewebsocketprotocol-07, which is Sec-WebSocket-Version 7: Firefox 6.</summary>
public sealed class Hybi07Adapter() : HybiAdapter("hybi07", HybiVersion.Version7);
