using System.Buffers;
using System.IO.Pipelines;

namespace Host.Upstream;

/// <summary>The body of a request, read whole.</summary>
internal static class RequestBody
{
    /// <summary>Reads a body of at most so many bytes.</summary>
    /// <returns>The body, which stays as it is until the reader is advanced; null where it is larger.</returns>
    public static async ValueTask<ReadOnlySequence<byte>?> ReadAsync(PipeReader body, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            if (result.Buffer.Length > limit)
            {
                body.AdvanceTo(result.Buffer.End);
                return null;
            }
            if (result.IsCompleted)
                return result.Buffer;
            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
