using System.Globalization;
using System.Text;
using Abstractions;

namespace Host.Tests.Listening.Http2;

/// <summary>Just as much of HPACK (RFC 7541) as it takes without a dynamic table and without Huffman codes.</summary>
internal static class HeaderBlock
{
    private const int FirstStatus = 8;
    private static readonly int[] Statuses = [200, 204, 206, 304, 400, 404, 500];

    /// <summary>Writes fields as literals without indexing.</summary>
    public static byte[] Write(IEnumerable<(string Name, string Value)> fields)
    {
        var block = new List<byte>();
        foreach (var (name, value) in fields)
        {
            block.Add(0);
            WriteText(block, name);
            WriteText(block, value);
        }
        return [.. block];
    }

    /// <summary>Reads the status, and the fields whose names are written out.</summary>
    public static (int Status, HeaderList Fields) Read(ReadOnlySpan<byte> block)
    {
        var status = 0;
        var fields = new List<Header>();
        while (!block.IsEmpty)
        {
            var first = block[0];
            if ((first & 0x80) != 0)
            {
                status = Statuses[ReadNumber(ref block, 7) - FirstStatus];
                continue;
            }
            if ((first & 0xE0) == 0x20)
            {
                ReadNumber(ref block, 5);
                continue;
            }
            var index = ReadNumber(ref block, (first & 0x40) != 0 ? 6 : 4);
            var name = index == 0 ? ReadText(ref block) : "";
            var value = ReadText(ref block);
            if (index is >= FirstStatus and < FirstStatus + 7)
                status = int.Parse(value, CultureInfo.InvariantCulture);
            else
                fields.Add(new Header(name, value));
        }
        return (status, [.. fields]);
    }

    private static void WriteText(List<byte> block, string text)
    {
        var length = Encoding.ASCII.GetByteCount(text);
        if (length < 127)
        {
            block.Add((byte)length);
        }
        else
        {
            block.Add(127);
            for (length -= 127; length >= 128; length >>= 7)
                block.Add((byte)(length | 0x80));
            block.Add((byte)length);
        }
        block.AddRange(Encoding.ASCII.GetBytes(text));
    }

    private static string ReadText(ref ReadOnlySpan<byte> block)
    {
        Assert.That(block[0] & 0x80, Is.Zero, "Kestrel has begun to use Huffman codes.");
        var length = ReadNumber(ref block, 7);
        var text = Encoding.ASCII.GetString(block[..length]);
        block = block[length..];
        return text;
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> block, int bits)
    {
        var most = (1 << bits) - 1;
        var number = block[0] & most;
        block = block[1..];
        for (var shift = 0; number >= most; shift += 7)
        {
            var next = block[0];
            block = block[1..];
            number += (next & 0x7F) << shift;
            if ((next & 0x80) == 0)
                break;
        }
        return number;
    }
}
