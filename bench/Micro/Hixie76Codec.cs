using Abstractions;
using Adapters.Hixie76;
using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>Hixie-76, whose frames are those of Hixie-75, too. Reading includes the search for the end and UTF-8, writing includes UTF-8.</summary>
[MemoryDiagnoser]
public class Hixie76Codec : CodecBenchmark
{
    private readonly IFrameCodec _codec = new Hixie76Adapter().CreateCodec(new AcceptedHandshake(), Samples.Limits);
    private byte[] _text = [];
    private Frame _message;

    /// <summary>Of the text.</summary>
    [Params(20, 1024, 65536)]
    public int Bytes { get; set; }

    /// <summary>Makes the frames.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var letters = Samples.Letters(Bytes);
        _text = [0x00, .. letters, 0xFF];
        _message = new Frame(FrameKind.Text, letters);
    }

    /// <summary>A text.</summary>
    [Benchmark]
    public int ReadText() => Read(_codec, _text);

    /// <summary>A text.</summary>
    [Benchmark]
    public int Write() => Write(_codec, _message);
}
