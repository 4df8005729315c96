using Abstractions;
using Adapters.Rfc6455;
using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>RFC 6455 without extensions. Reading includes unmasking, and of text the check that it is UTF-8.</summary>
[MemoryDiagnoser]
public class Rfc6455Codec : CodecBenchmark
{
    private readonly IFrameCodec _codec = new Rfc6455FrameCodec(Samples.Limits);
    private byte[] _text = [];
    private byte[] _binary = [];
    private Frame _message;

    /// <summary>Of the payload.</summary>
    [Params(20, 1024, 65536)]
    public int Bytes { get; set; }

    /// <summary>Makes the frames.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var letters = Samples.Letters(Bytes);
        _text = Samples.Frame(0x81, letters);
        _binary = Samples.Frame(0x82, letters);
        _message = new Frame(FrameKind.Text, letters);
    }

    /// <summary>A text message.</summary>
    [Benchmark]
    public int ReadText() => Read(_codec, _text);

    /// <summary>A binary message.</summary>
    [Benchmark]
    public int ReadBinary() => Read(_codec, _binary);

    /// <summary>A message of either type.</summary>
    [Benchmark]
    public int Write() => Write(_codec, _message);
}
