using BenchmarkDotNet.Attributes;
using Framing.Hybi;

namespace Micro;

/// <summary>Unmasking alone (RFC 6455 5.3), which tells on the way whether the payload is ASCII.</summary>
public class Unmasking
{
    private byte[] _payload = [];

    /// <summary>Of the payload.</summary>
    [Params(20, 1024, 65536)]
    public int Bytes { get; set; }

    /// <summary>Makes the payload.</summary>
    [GlobalSetup]
    public void Prepare() => _payload = Samples.Letters(Bytes);

    /// <summary>In place.</summary>
    [Benchmark]
    public uint Unmask() => Masking.Apply(_payload, 0x3D21FA37, out _);
}
