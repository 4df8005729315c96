using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Abstractions;

/// <summary>
/// Header fields in order, repeats included: the handshakes of some revisions depend on the order, and all of them on what is
/// repeated. Immutable.
/// </summary>
[CollectionBuilder(typeof(HeaderList), nameof(Create))]
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A list of headers is called a header list in HTTP.")]
public sealed class HeaderList : IReadOnlyList<Header>
{
    private readonly Header[] _headers;

    private HeaderList(Header[] headers) => _headers = headers;

    /// <summary>No header at all.</summary>
    public static HeaderList Empty { get; } = new([]);

    /// <summary>The number of fields, repeats counted.</summary>
    public int Count => _headers.Length;

    /// <summary>The field at the position, in the order of the message.</summary>
    public Header this[int index] => _headers[index];

    /// <summary>Makes a list in the order given.</summary>
    public static HeaderList Create(ReadOnlySpan<Header> headers) => new(headers.ToArray());

    /// <summary>Tells whether at least one field has the name.</summary>
    public bool Contains(string name) => CountOf(name) > 0;

    /// <summary>The number of fields of the name.</summary>
    public int CountOf(string name)
    {
        var count = 0;
        foreach (var header in _headers)
        {
            if (Is(header, name))
                count++;
        }
        return count;
    }

    /// <summary>The value of the first field of the name, or null.</summary>
    public string? First(string name)
    {
        foreach (var header in _headers)
        {
            if (Is(header, name))
                return header.Value;
        }
        return null;
    }

    /// <summary>The value of the only field of the name, or null where it is missing or repeated.</summary>
    public string? Only(string name) => CountOf(name) == 1 ? First(name) : null;

    /// <summary>
    /// The elements of a comma-separated list, joined over all fields of the name and without surrounding white space; empty
    /// elements are left out (RFC 9110 5.6.1). Not for values with quoted strings.
    /// </summary>
    public IEnumerable<string> Elements(string name)
    {
        foreach (var header in _headers)
        {
            if (!Is(header, name))
                continue;
            foreach (var element in header.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                yield return element;
        }
    }

    /// <summary>Tells whether the comma-separated list of the name has the token, in any case.</summary>
    public bool HasToken(string name, string token)
    {
        foreach (var header in _headers)
        {
            if (Is(header, name) && HasToken(header.Value.AsSpan(), token))
                return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<Header> GetEnumerator() => ((IEnumerable<Header>)_headers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool HasToken(ReadOnlySpan<char> list, string token)
    {
        foreach (var range in list.Split(','))
        {
            var element = list[range].Trim();
            if (!element.IsEmpty && element.Equals(token, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool Is(in Header header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
