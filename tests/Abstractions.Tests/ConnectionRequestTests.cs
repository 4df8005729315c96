using System.Net;

namespace Abstractions.Tests;

public sealed class ConnectionRequestTests
{
    [TestCase("/chat", "/chat", "")]
    [TestCase("/a%20b/%C3%A9?x=%20y", "/a b/é", "x=%20y")]
    [TestCase("/?", "/", "")]
    [TestCase("/a?b?c", "/a", "b?c")]
    [TestCase("http://host:81/p?q", "/p", "q")]
    [TestCase("http://host", "/", "")]
    [TestCase("/%zz", "/%zz", "")]
    [TestCase("*", "*", "")]
    public void A_target_has_a_decoded_path_and_a_raw_query(string target, string path, string query)
    {
        Assert.That(Request(target).Path, Is.EqualTo(path));
        Assert.That(Request(target).Query, Is.EqualTo(query));
    }

    [TestCase("name", "Jörg & Co")]
    [TestCase("empty", "")]
    [TestCase("flag", "")]
    [TestCase("n me", "spaced")]
    [TestCase("missing", null)]
    public void A_query_parameter_is_decoded(string name, string? value) =>
        Assert.That(Request("/?name=J%C3%B6rg+%26%20Co&name=second&empty=&flag&n%20me=spaced").QueryValue(name), Is.EqualTo(value));

    [TestCase("session", "abc=")]
    [TestCase("theme", "dark")]
    [TestCase("SESSION", null)]
    public void A_cookie_is_found_by_its_exact_name(string name, string? value) =>
        Assert.That(Request("/", new("Cookie", "session=abc=; x"), new("cookie", "theme=dark")).Cookie(name), Is.EqualTo(value));

    private static ConnectionRequest Request(string target, params Header[] headers) => new(new HandshakeRequest
    {
        Entry = HandshakeEntry.Raw, Method = "GET", RawTarget = target, HttpVersion = HttpVersion.Version11, Headers = HeaderList.Create(headers),
    });
}
