using System.Text;
using Abstractions;
using FsCheck;
using FsCheck.Fluent;

namespace Adapters.Rfc6455.Tests;

/// <summary>What a client might say: any messages, fragmented anywhere, with any pings between the fragments, masked with any keys.</summary>
internal sealed record Conversation(IReadOnlyList<(Frame Frame, uint Key)> Frames, IReadOnlyList<int> CutsPerMille)
{
    public byte[] Encode()
    {
        var client = new ClientEncoder();
        foreach (var (frame, key) in Frames)
            client.Add(frame.Kind, frame.Payload.ToArray(), frame.EndOfMessage, key);
        return client.ToArray();
    }

    public int[] CutsOf(byte[] stream) => [.. CutsPerMille.Select(cut => (int)((long)cut * stream.Length / 1000)).Order()];

    public override string ToString() =>
        $"{string.Join(", ", Frames.Select(item => $"{item.Frame.Kind}{(item.Frame.EndOfMessage ? "" : "+")} {item.Frame.Payload.Length}"))} cut at {string.Join(", ", CutsPerMille)}";
}

internal static class Conversations
{
    private static Gen<int> Length => Gen.Frequency((12, Gen.Choose(0, 30)), (4, Gen.Choose(120, 130)), (2, Gen.Choose(250, 5000)), (1, Gen.Choose(65_530, 65_545)));

    private static Gen<byte> Octet => Gen.Choose(0, 255).Select(value => (byte)value);

    private static Gen<byte[]> Bytes(int length) => Octet.ArrayOf(length);

    private static Gen<Rune> CodePoint =>
        Gen.Frequency((8, Gen.Choose(0, 0x7F)), (2, Gen.Choose(0x80, 0x7FF)), (2, Gen.Choose(0x800, 0xD7FF)), (1, Gen.Choose(0xE000, 0xFFFF)), (1, Gen.Choose(0x10000, 0x10FFFF)))
            .Select(value => new Rune(value));

    private static Gen<byte[]> Utf8 =>
        from length in Length
        from runes in CodePoint.ArrayOf(length)
        select Encoding.UTF8.GetBytes(string.Concat(runes));

    private static Gen<Frame> Control =>
        from kind in Gen.Elements(FrameKind.Ping, FrameKind.Pong)
        from length in Gen.Frequency((4, Gen.Choose(0, 10)), (1, Gen.Choose(120, 125)))
        from payload in Bytes(length)
        select new Frame(kind, payload);

    private static Gen<Frame[]> Message =>
        from kind in Gen.Elements(FrameKind.Text, FrameKind.Binary)
        from payload in kind == FrameKind.Text ? Utf8 : Length.SelectMany(Bytes)
        from places in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 4))).SelectMany(count => Gen.Choose(0, payload.Length).ArrayOf(count))
        from controls in Gen.Frequency((3, Gen.Constant(Array.Empty<Frame>())), (1, Control.ArrayOf(1)), (1, Control.ArrayOf(2))).ArrayOf(places.Length + 1)
        select Fragment(kind, payload, [.. places.Order()], controls);

    private static Gen<Conversation> All =>
        from count in Gen.Choose(1, 8)
        from messages in Message.ArrayOf(count)
        let frames = messages.SelectMany(frames => frames).ToArray()
        from keys in Gen.Choose(int.MinValue, int.MaxValue).ArrayOf(frames.Length)
        from cuts in Gen.Choose(0, 20).SelectMany(cuts => Gen.Choose(0, 1000).ArrayOf(cuts))
        select new Conversation([.. frames.Zip(keys, (frame, key) => (frame, unchecked((uint)key)))], cuts);

    public static Arbitrary<Conversation> Any => All.ToArbitrary();

    /// <summary>A conversation and up to three bits of it to be turned over, each given by a place per million.</summary>
    public static Arbitrary<(Conversation Conversation, (int PerMillion, int Bit)[] Flips)> Spoilt =>
        (from conversation in All
         from count in Gen.Choose(1, 3)
         from places in Gen.Choose(0, 999_999).ArrayOf(count)
         from bits in Gen.Choose(0, 7).ArrayOf(count)
         select (conversation, places.Zip(bits).ToArray())).ToArbitrary();

    /// <summary>Junk that begins like a frame often enough to get past the first byte.</summary>
    public static Arbitrary<(byte[] Bytes, int[] CutsPerMille)> Junk =>
        (from first in Gen.Elements<byte>(0x01, 0x02, 0x81, 0x82, 0x88, 0x89, 0x8A, 0xFF)
         from second in Gen.Frequency((4, Gen.Choose(0x80, 0xFF)), (1, Gen.Choose(0, 255)))
         from length in Gen.Choose(0, 400)
         from rest in Bytes(length)
         from cuts in Gen.Choose(0, 5).SelectMany(count => Gen.Choose(0, 1000).ArrayOf(count))
         select ((byte[])[first, (byte)second, .. rest], cuts)).ToArbitrary();

    private static Frame[] Fragment(FrameKind kind, byte[] payload, int[] places, Frame[][] controls)
    {
        var frames = new List<Frame>();
        var start = 0;
        for (var i = 0; i <= places.Length; i++)
        {
            frames.AddRange(controls[i]);
            var end = i < places.Length ? places[i] : payload.Length;
            frames.Add(new Frame(kind, payload.AsMemory(start, end - start), endOfMessage: i == places.Length));
            start = end;
        }
        return [.. frames];
    }
}
