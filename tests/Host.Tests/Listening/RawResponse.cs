using Abstractions;

namespace Host.Tests.Listening;

/// <summary>An HTTP response as it came.</summary>
/// <param name="Head">Its head, blank line included.</param>
/// <param name="Body">Its body, without the chunks' framing.</param>
internal sealed record RawResponse(string Head, string Body)
{
    public string StatusLine => Head[..Head.IndexOf("\r\n", StringComparison.Ordinal)];

    public int Status => int.Parse(StatusLine.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    public HeaderList Headers { get; } =
        [.. Head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(':', 2)).Select(pair => new Header(pair[0], pair[1].Trim()))];
}
