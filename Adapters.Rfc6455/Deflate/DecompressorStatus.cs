namespace Adapters.Rfc6455.Deflate;

/// <summary>How a stream stands after some of its bytes.</summary>
internal enum DecompressorStatus
{
    /// <summary>It goes on.</summary>
    Open,

    /// <summary>A block with BFINAL has ended it (RFC 1951 3.2.3); what follows is a new one.</summary>
    Ended,

    /// <summary>It is no DEFLATE stream.</summary>
    Broken,
}
