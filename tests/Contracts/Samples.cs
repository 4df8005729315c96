using System.Text;
using Abstractions;

namespace Contracts;

/// <summary>What the fixtures send.</summary>
internal static class Samples
{
    // Around the places where the known revisions change the form of a length, and around the sizes of blocks.
    public static int[] Lengths { get; } = [0, 1, 2, 3, 4, 5, 15, 16, 17, 124, 125, 126, 127, 128, 255, 256, 257, 1000, 4095, 4096, 4097, 65535, 65536, 70000];

    public static int[] ControlLengths { get; } = [0, 1, 2, 3, 4, 5, 124, 125];

    public static string[] Texts { get; } =
    [
        "", "a", "Hello", "\u0000 \u007F", "\u00A3\u07FF", "\u0800\uD7FF\uE000\uFFFD\uFFFE", "\U00010000\U0001F600\U0010FFFF",
        "\uFEFF after a byte order mark", "two\r\nlines", "a\u00E9\u20AC\U0001F600z",
    ];

    // Text of exactly so many bytes, not all of one length.
    public static string Text(int bytes)
    {
        var text = new StringBuilder(bytes);
        for (var left = bytes; left > 0;)
        {
            var character = left >= 4 && left % 7 == 0 ? "\U0001F600" : left >= 3 && left % 5 == 0 ? "\u20AC" : left >= 2 && left % 3 == 0 ? "\u00E9" : "x";
            text.Append(character);
            left -= Encoding.UTF8.GetByteCount(character);
        }
        return text.ToString();
    }

    public static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    public static FrameEvent TextEvent(string text) => new(FrameKind.Text, Encoding.UTF8.GetBytes(text));

    public static Frame TextFrame(string text, bool endOfMessage = true) => new(FrameKind.Text, Encoding.UTF8.GetBytes(text), endOfMessage);
}
