namespace Host.Listening;

/// <summary>What is in the files of a certificate.</summary>
/// <param name="Certificate">The bytes of the certificate's file.</param>
/// <param name="Key">The bytes of the key's, empty where there is none.</param>
internal readonly record struct CertificateContent(byte[] Certificate, byte[] Key)
{
    public bool IsSameAs(CertificateContent other) =>
        Certificate.AsSpan().SequenceEqual(other.Certificate) && Key.AsSpan().SequenceEqual(other.Key);
}
