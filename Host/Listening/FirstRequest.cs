using System.Net;
using System.Security.Cryptography.X509Certificates;
using Abstractions;
using Host.Configuration;
using Host.Opening;

namespace Host.Listening;

/// <summary>Tells whether a connection begins with an opening handshake. A function of its first bytes; it does no I/O.</summary>
internal sealed class FirstRequest(OpeningHandshake opening, Replaceable<Limits> limits)
{
    /// <summary>Beyond this many bytes there is nothing to look for.</summary>
    public int MostBytes => limits.Current.RequestHeadBytes + 1;

    /// <summary>Looks at the first bytes of a connection.</summary>
    /// <param name="received">At least one byte.</param>
    /// <param name="isSecure">Whether they came over TLS.</param>
    /// <param name="remote">Who sent them.</param>
    /// <param name="certificate">The client's certificate.</param>
    /// <param name="request">The handshake.</param>
    /// <param name="length">The length of its head.</param>
    public FirstRequestOutcome Read(ReadOnlySpan<byte> received, bool isSecure, IPAddress? remote, X509Certificate2? certificate, out HandshakeRequest? request, out int length)
    {
        request = null;
        length = 0;
        if (!RequestHead.MayBegin(received[0]))
            return FirstRequestOutcome.Http;
        var end = RequestHead.FindEnd(received, out var isUnusual);
        if (isUnusual)
            return FirstRequestOutcome.Http;
        if (end > limits.Current.RequestHeadBytes || (end < 0 && received.Length > limits.Current.RequestHeadBytes))
            return FirstRequestOutcome.TooLarge;
        if (end < 0)
            return FirstRequestOutcome.Incomplete;
        request = RequestHead.Parse(received[..end], HandshakeEntry.Raw, isSecure, remote, certificate);
        if (request is null || !opening.Concerns(request))
            return FirstRequestOutcome.Http;
        length = end;
        return FirstRequestOutcome.Handshake;
    }
}
