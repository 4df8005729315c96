using System.Runtime.InteropServices;

namespace Adapters.Rfc6455.Deflate;

/// <summary>Owns the native memory of a stream, and frees it at the latest when the collector finds it.</summary>
internal abstract unsafe class ZLibHandle : SafeHandle
{
    private readonly ZLibStream* _stream;

    protected ZLibHandle() : base(0, ownsHandle: true)
    {
        _stream = (ZLibStream*)NativeMemory.AllocZeroed((nuint)sizeof(ZLibStream));
        handle = (nint)_stream;
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The stream; between <see cref="SafeHandle.DangerousAddRef"/> and <see cref="SafeHandle.DangerousRelease"/> only.</summary>
    public ZLibStream* Stream => _stream;

    /// <summary>What zlib has to free itself.</summary>
    protected abstract void End(ZLibStream* stream);

    protected override bool ReleaseHandle()
    {
        if (_stream->State != 0)
            End(_stream);
        NativeMemory.Free(_stream);
        return true;
    }

    /// <summary>Makes of a bad beginning an exception, and nothing to be freed.</summary>
    protected void RequireOk(int result)
    {
        if (result == ZLibLibrary.Ok)
            return;
        Dispose();
        throw result == ZLibLibrary.OutOfMemory ? new InsufficientMemoryException() : new InvalidOperationException($"zlib refuses to begin a stream: error {result}.");
    }
}
