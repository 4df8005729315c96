using System.Net;

namespace Host.Listening;

/// <summary>The client of a proxy, as the PROXY protocol tells it.</summary>
/// <param name="EndPoint">Where it is; null where the proxy speaks for itself, or does not know.</param>
/// <param name="IsSecure">Whether it came over TLS, which the proxy ended.</param>
internal sealed record ProxiedClient(IPEndPoint? EndPoint, bool IsSecure);
