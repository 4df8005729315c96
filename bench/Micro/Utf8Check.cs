using BenchmarkDotNet.Attributes;
using Framing.Hybi;

namespace Micro;

/// <summary>The check that text is UTF-8, alone (RFC 6455 8.1).</summary>
public class Utf8Check
{
    private byte[] _ascii = [];
    private byte[] _mixed = [];

    /// <summary>Of the text.</summary>
    [Params(20, 1024, 65536)]
    public int Bytes { get; set; }

    /// <summary>Makes the texts.</summary>
    [GlobalSetup]
    public void Prepare() => (_ascii, _mixed) = (Samples.Letters(Bytes), Samples.Mixed(Bytes));

    /// <summary>One byte for each character.</summary>
    [Benchmark]
    public bool Ascii() => new Utf8Validator().Accepts(_ascii);

    /// <summary>One to three bytes for each.</summary>
    [Benchmark]
    public bool Mixed() => new Utf8Validator().Accepts(_mixed);
}
