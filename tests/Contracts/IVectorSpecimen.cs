namespace Contracts;

/// <summary>An adapter for whose revision there are vectors.</summary>
public interface IVectorSpecimen : IAdapterSpecimen
{
    /// <summary>The name of the revision in the files of frames, such as <c>13</c> or <c>hixie-76</c>.</summary>
    string FrameRevision { get; }

    /// <summary>The name of the revision in the file of handshakes, such as <c>version-13</c> or <c>hixie-76</c>.</summary>
    string HandshakeRevision { get; }

    /// <summary>
    /// The handshakes of the revision that its negotiator does not claim, because what is wrong with them keeps them from being
    /// written in it; the host answers those.
    /// </summary>
    IReadOnlyCollection<string> UnclaimedHandshakes { get; }

    /// <summary>Whether permessage-deflate was negotiated: then the vectors that need it are played, and no others.</summary>
    bool HasExtension => false;
}
