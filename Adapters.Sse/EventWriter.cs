using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Abstractions;

namespace Adapters.Sse;

/// <summary>
/// Writes events (WHATWG HTML 9.2.5), each in one block and with an <c>id</c>: text as a <c>message</c>; text with a CR, which would not come
/// back, as a JSON string in <c>json</c>; bytes as base64 in <c>binary</c>; the end in <c>close</c>; and before all, <c>upstream</c>.
/// </summary>
internal static class EventWriter
{
    /// <summary>The id of the first event; those of messages count on from it.</summary>
    public const long UpstreamId = 0;

    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    private static ReadOnlySpan<byte> Data => "data: "u8;

    public static void WriteUpstream(string address, string subprotocol, IBufferWriter<byte> output)
    {
        var protocol = Encoding.UTF8.GetBytes(subprotocol);
        var block = Begin(UpstreamId, "event: upstream\n"u8, 64L + address.Length + JsonString.Length(protocol), output);
        block.Append("data: {\"upstream\":\""u8);
        block.Append(Encoding.ASCII.GetBytes(address));
        block.Append("\",\"protocol\":"u8);
        block.AppendJson(protocol);
        block.Append("}\n\n"u8);
        output.Advance(block.Length);
    }

    public static void WriteText(long id, ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (text.Contains(Cr))
        {
            WriteJson(id, text, output);
            return;
        }
        var lines = text.Count(Lf) + 1L;
        var block = Begin(id, default, text.Length + (lines * (Data.Length + 1)) + 1, output);
        // A line of data for each line of text: the client joins them by LF again.
        while (true)
        {
            block.Append(Data);
            var end = text.IndexOf(Lf);
            block.Append(end < 0 ? text : text[..end]);
            block.Append("\n"u8);
            if (end < 0)
                break;
            text = text[(end + 1)..];
        }
        block.Append("\n"u8);
        output.Advance(block.Length);
    }

    public static void WriteBinary(long id, ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var block = Begin(id, "event: binary\ndata: "u8, Base64.GetMaxEncodedToUtf8Length(bytes.Length) + 2L, output);
        Base64.EncodeToUtf8(bytes, block.Rest, out _, out var written);
        block.Length += written;
        block.Append("\n\n"u8);
        output.Advance(block.Length);
    }

    public static void WriteClose(long id, CloseReason reason, IBufferWriter<byte> output)
    {
        var text = Encoding.UTF8.GetBytes(reason.Text);
        var block = Begin(id, "event: close\ndata: {\"code\":"u8, 32L + JsonString.Length(text), output);
        block.Append(reason.Code);
        block.Append(",\"reason\":"u8);
        block.AppendJson(text);
        block.Append("}\n\n"u8);
        output.Advance(block.Length);
    }

    // Not dispatched by any client, so it needs no id.
    public static void WriteComment(IBufferWriter<byte> output) => output.Write(":\n"u8);

    private static void WriteJson(long id, ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        var block = Begin(id, "event: json\ndata: "u8, JsonString.Length(text) + 2, output);
        block.AppendJson(text);
        block.Append("\n\n"u8);
        output.Advance(block.Length);
    }

    private static Block Begin(long id, ReadOnlySpan<byte> head, long length, IBufferWriter<byte> output)
    {
        const int idLength = 32;
        var block = new Block(output.GetSpan(checked((int)(idLength + head.Length + length))));
        block.Append("id: "u8);
        block.Append(id);
        block.Append("\n"u8);
        block.Append(head);
        return block;
    }
}
