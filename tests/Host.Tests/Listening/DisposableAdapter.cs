using System.Buffers;
using Abstractions;

namespace Host.Tests.Listening;

/// <summary>A made-up revision in which each byte is a text of its own, and whose codecs have something to free.</summary>
internal sealed class DisposableAdapter(DisposableAdapter.Disposals disposals) : IProtocolAdapter, IHandshakeNegotiator
{
    public static string Request(string path) => $"GET {path} HTTP/1.1\r\nHost: server.example\r\nX-Disposable: yes\r\n\r\n";

    public string Name => "disposable";

    public IHandshakeNegotiator Handshake => this;

    public IReadOnlyList<string> Versions => [];

    public bool Claims(HandshakeRequest request) => request.Headers.Contains("X-Disposable");

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options) => HandshakeResponse.Accept(101, "Fine", HeaderList.Empty, new AcceptedHandshake());

    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => new Codec(disposals);

    /// <summary>How often codecs were disposed.</summary>
    internal sealed class Disposals
    {
        private readonly SemaphoreSlim _seen = new(0);
        private int _count;

        /// <summary>Whether handlers that depend on this can no longer be made.</summary>
        public bool IsBroken { get; set; }

        public int Count => Volatile.Read(ref _count);

        public void Add()
        {
            Interlocked.Increment(ref _count);
            _seen.Release();
        }

        public async Task NextAsync() => Assert.That(await _seen.WaitAsync(RawClient.HangLimit), Is.True);
    }

    private sealed class Codec(Disposals disposals) : IFrameCodec, IDisposable
    {
        public object? SharingKey => null;

        public bool CanWrite(FrameKind kind) => kind == FrameKind.Text;

        public bool TryReadFrame(ref Memory<byte> input, out Frame frame)
        {
            frame = input.IsEmpty ? default : new Frame(FrameKind.Text, input[..1]);
            var found = !input.IsEmpty;
            input = found ? input[1..] : input;
            return found;
        }

        public void WriteFrame(in Frame frame, IBufferWriter<byte> output) => output.Write(frame.Payload.Span);

        public void Dispose() => disposals.Add();
    }
}
