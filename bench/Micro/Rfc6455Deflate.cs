using Abstractions;
using Adapters.Rfc6455;
using Adapters.Rfc6455.Deflate;
using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>RFC 6455 with permessage-deflate (RFC 7692), level 1, each message standing for itself.</summary>
[MemoryDiagnoser]
public class Rfc6455Deflate : CodecBenchmark
{
    private IFrameCodec? _codec;
    private byte[] _compressed = [];
    private Frame _message;

    /// <summary>Of the message, uncompressed.</summary>
    [Params(256, 1024, 65536)]
    public int Bytes { get; set; }

    /// <summary>Makes the codec and the frames.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var adapter = new Rfc6455Adapter(new DeflateSettings { Enabled = true }, Compression.Best);
        var agreed = new DeflateParameters { ServerNoContextTakeover = true, ClientNoContextTakeover = true };
        _codec = adapter.CreateCodec(new AcceptedHandshake { CodecState = agreed }, Samples.Limits);
        var json = Samples.Json(Bytes);
        _compressed = Samples.Frame(0xC1, Samples.Deflated(json));
        _message = new Frame(FrameKind.Text, json);
    }

    /// <summary>A compressed text message: unmasking, inflating, UTF-8.</summary>
    [Benchmark]
    public int ReadInflate() => Read(_codec!, _compressed);

    /// <summary>A text message, compressed.</summary>
    [Benchmark]
    public int WriteDeflate() => Write(_codec!, _message);
}
