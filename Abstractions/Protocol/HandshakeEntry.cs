namespace Abstractions;

/// <summary>The door an opening handshake came through, which decides how it is answered.</summary>
public enum HandshakeEntry
{
    /// <summary>The first request of a connection; the answer's bytes are exactly those of the response, in its order.</summary>
    Raw,

    /// <summary>An upgrade request after other requests on a kept-alive HTTP/1.1 connection; answered as <see cref="Raw"/>.</summary>
    Upgrade,

    /// <summary>HTTP/2 extended CONNECT (RFC 8441); accepted with 200, without an accept key, and without fields of HTTP/1 such as Upgrade.</summary>
    ExtendedConnect,

    /// <summary>An ordinary HTTP request that a revision uses as its transport; accepted with 200.</summary>
    Http,
}
