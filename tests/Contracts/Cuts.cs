namespace Contracts;

/// <summary>The offsets at which a stream is cut.</summary>
public static class Cuts
{
    private const int LongestForEveryOffset = 1024;
    private const int SpreadOffsets = 64;

    /// <summary>All the ways to cut a stream of the length, one list of offsets for each way.</summary>
    public static IEnumerable<int[]> Of(int length) => Enum.GetValues<Cutting>().SelectMany(cutting => cutting.Of(length));

    /// <summary>The ways to cut a stream of the length like this; one, but for <see cref="Cutting.AtEveryOffset"/>.</summary>
    public static IEnumerable<int[]> Of(this Cutting cutting, int length) => cutting switch
    {
        Cutting.ByteByByte => [[.. Enumerable.Range(1, Math.Max(length - 1, 0))]],
        Cutting.AtEveryOffset => Offsets(length).Select(offset => new[] { offset }),
        _ => [[]],
    };

    // The first and the last offsets are where headers and ends are.
    private static IEnumerable<int> Offsets(int length) => length <= LongestForEveryOffset
        ? Enumerable.Range(1, Math.Max(length - 1, 0))
        : Enumerable.Range(0, SpreadOffsets).Select(i => i switch
        {
            < 16 => i + 1,
            >= SpreadOffsets - 8 => length - (SpreadOffsets - i),
            _ => (int)((long)length * (i - 15) / (SpreadOffsets - 23)),
        }).Where(offset => offset > 0 && offset < length).Distinct();
}
