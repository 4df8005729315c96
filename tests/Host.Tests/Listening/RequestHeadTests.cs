using System.Text;
using Abstractions;
using Host.Listening;

namespace Host.Tests.Listening;

/// <summary>Which texts of requests the connections share, and which heads are left to Kestrel.</summary>
public sealed class RequestHeadTests
{
    [TestCase("Host")]
    [TestCase("Origin")]
    [TestCase("User-Agent")]
    [TestCase("user-agent")]
    public void The_values_that_clients_have_in_common_are_one_string(string name)
    {
        var (one, another) = (Parse(Text("/chat", name)), Parse(Text("/chat", name)));
        Assert.That(one.Headers.First(name), Is.EqualTo("shared.example").And.SameAs(another.Headers.First(name)));
        Assert.That((one.Method, one.RawTarget), Is.EqualTo(("GET", "/chat")));
        Assert.That(one.RawTarget, Is.SameAs(another.RawTarget));
    }

    [TestCase("Cookie")]
    [TestCase("Authorization")]
    [TestCase("Sec-WebSocket-Key")]
    [TestCase("Sec-WebSocket-Protocol")]
    [TestCase("X-Unknown")]
    public void A_clients_own_are_kept_by_its_connection_alone(string name)
    {
        var (one, another) = (Parse(Text("/chat", name)), Parse(Text("/chat", name)));
        Assert.That(one.Headers.First(name), Is.EqualTo("shared.example").And.Not.SameAs(another.Headers.First(name)));
        Assert.That(one.Headers[1].Name, Is.EqualTo(name).And.SameAs(another.Headers[1].Name));
    }

    [Test]
    public void A_target_with_a_query_is_a_clients_own()
    {
        var (one, another) = (Parse(Text("/chat?token=1", "Origin")), Parse(Text("/chat?token=1", "Origin")));
        Assert.That(one.RawTarget, Is.EqualTo("/chat?token=1").And.Not.SameAs(another.RawTarget));
    }

    [Test]
    public void Texts_that_meet_in_one_place_stay_apart_and_long_ones_are_not_kept()
    {
        // More than there are places.
        for (var i = 0; i < 10_000; i++)
            Assert.That(SharedTexts.Get(Encoding.ASCII.GetBytes($"text {i}")), Is.EqualTo($"text {i}"));
        var text = new byte[SharedTexts.MostBytes + 1];
        Array.Fill(text, (byte)'x');
        Assert.That(TwoOf(text.AsSpan(1)), Has.Count.EqualTo(1));
        Assert.That(TwoOf(text), Has.Count.EqualTo(2));

        static HashSet<object> TwoOf(ReadOnlySpan<byte> ascii) => new(ReferenceEqualityComparer.Instance) { SharedTexts.Get(ascii), SharedTexts.Get(ascii) };
    }

    [Test]
    public void A_head_after_one_that_was_not_read_to_its_end_has_its_own_fields_only()
    {
        Assert.That(RequestHead.Parse("GET / HTTP/1.1\r\nHost: a\r\nX-First: 1\r\nno field\r\n\r\n"u8, HandshakeEntry.Raw, isSecure: false, remote: null), Is.Null);
        Assert.That(Parse("GET / HTTP/1.1\r\nHost: b\r\n\r\n").Headers, Is.EqualTo((Header[])[new("Host", "b")]));
    }

    [Test]
    public void Texts_that_are_often_needed_find_a_place_in_a_full_table()
    {
        for (var i = 0; i < 10_000; i++)
            SharedTexts.Get(Encoding.ASCII.GetBytes($"seen once {i}"));
        var often = Enumerable.Range(0, 40).Select(i => Encoding.ASCII.GetBytes($"seen often {i}")).ToArray();
        for (var round = 0; round < 100; round++)
            Array.ForEach(often, text => SharedTexts.Get(text));
        Assert.That(often.Count(text => !ReferenceEquals(SharedTexts.Get(text), SharedTexts.Get(text))), Is.Zero);
        var kept = often.Select(text => SharedTexts.Get(text)).ToArray();
        Assert.That(often.Where((text, i) => !ReferenceEquals(SharedTexts.Get(text), kept[i])).Count(), Is.LessThan(5));
    }

    [TestCase("a", true)]
    [TestCase("www.Example-1_2.org", true)]
    [TestCase("a:1", true)]
    [TestCase("127.0.0.1:8080", true)]
    [TestCase("[::1]", true)]
    [TestCase("[FE80::1.2.3.4]:8080", true)]
    [TestCase("", false)]
    [TestCase(":80", false)]
    [TestCase("a:", false)]
    [TestCase("a:b", false)]
    [TestCase("a:1:2", false)]
    [TestCase("a b", false)]
    [TestCase("a/b", false)]
    [TestCase("a@b", false)]
    [TestCase("[]", false)]
    [TestCase("[::1", false)]
    [TestCase("[g]", false)]
    [TestCase("[::1]a", false)]
    [TestCase("[::1]:", false)]
    [TestCase("[::1]:x", false)]
    [TestCase("::1", false)]
    public void A_host_is_a_name_or_an_address_and_perhaps_a_port(string host, bool isRead)
    {
        var request = RequestHead.Parse(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"), HandshakeEntry.Raw, isSecure: false, remote: null);
        Assert.That(request is not null, Is.EqualTo(isRead));
    }

    [TestCase(100, true)]
    [TestCase(101, false)]
    public void A_head_has_at_most_a_hundred_fields(int count, bool isRead)
    {
        var fields = string.Concat(Enumerable.Range(1, count - 1).Select(number => $"X-Field: {number}\r\n"));
        var request = RequestHead.Parse(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\n{fields}\r\n"), HandshakeEntry.Raw, isSecure: false, remote: null);
        Assert.That(request?.Headers.Count, Is.EqualTo(isRead ? count : null));
    }

    private static string Text(string target, string name) =>
        name == "Host" ? $"GET {target} HTTP/1.1\r\nHost: shared.example\r\n\r\n" : $"GET {target} HTTP/1.1\r\nHost: a\r\n{name}: shared.example\r\n\r\n";

    private static HandshakeRequest Parse(string head) =>
        RequestHead.Parse(Encoding.ASCII.GetBytes(head), HandshakeEntry.Raw, isSecure: false, remote: null)!;
}
