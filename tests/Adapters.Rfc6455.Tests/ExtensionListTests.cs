using Abstractions;

namespace Adapters.Rfc6455.Tests;

public sealed class ExtensionListTests
{
    [TestCase("permessage-deflate")]
    [TestCase("permessage-deflate; client_max_window_bits")]
    [TestCase("permessage-deflate;client_max_window_bits=15;server_no_context_takeover , x-foo")]
    [TestCase("a; b=\"c\"")]
    [TestCase("a; b=\"\\c\\d\"; e")]
    [TestCase("a ; b = c")]
    [TestCase("\ta\t;\tb=1\t,\tc")]
    [TestCase(",a,,b,")]
    [TestCase("!#$%&'*+-.^_`|~09azAZ")]
    public void Accepts_a_list_of_extensions(string value) => Assert.That(IsWellFormed(value), Is.True);

    [TestCase("")]
    [TestCase(" ")]
    [TestCase(",,")]
    [TestCase(";")]
    [TestCase("a;")]
    [TestCase("a;;b")]
    [TestCase("; a")]
    [TestCase("a; =x")]
    [TestCase("a; b=")]
    [TestCase("a; b=,c")]
    [TestCase("a=b")]
    [TestCase("a b")]
    [TestCase("a; b c")]
    [TestCase("a; b=c d")]
    [TestCase("a/b")]
    [TestCase("\"a\"")]
    [TestCase("a; \"b\"=c")]
    [TestCase("a; b=\"")]
    [TestCase("a; b=\"c")]
    [TestCase("a; b=\"c\\")]
    [TestCase("a; b=\"\"")]
    [TestCase("a; b=\"c d\"")]
    [TestCase("a; b=\"c\"d")]
    [TestCase("a\u00E9")]
    [TestCase("a\u0000")]
    public void Refuses_what_breaks_the_grammar(string value) => Assert.That(IsWellFormed(value), Is.False);

    [Test]
    public void No_header_is_no_offer() => Assert.That(ExtensionList.Parse([new Header("Host", "a")]), Is.Empty);

    [Test]
    public void The_list_may_be_split_over_headers()
    {
        Assert.That(IsWellFormed("a", "b; c"), Is.True);
        Assert.That(IsWellFormed("", "b"), Is.True);
        Assert.That(IsWellFormed("a", ";"), Is.False);
        Assert.That(IsWellFormed("", ""), Is.False);
    }

    [Test]
    public void Offers_keep_their_order_and_their_parameters()
    {
        var offers = Parse("a; x=1; x=2; y", "b, a; z=\"\\q\"")!;
        Assert.That(offers.Select(offer => offer.Name), Is.EqualTo(["a", "b", "a"]));
        Assert.That(offers[0].Parameters, Is.EqualTo([("x", "1"), ("x", "2"), ("y", null)]));
        Assert.That(offers[1].Parameters, Is.Empty);
        Assert.That(offers[2].Parameters, Is.EqualTo([("z", "q")]));
    }

    private static bool IsWellFormed(params string[] values) =>
        Parse(values) is not null;

    private static IReadOnlyList<ExtensionOffer>? Parse(params string[] values) =>
        ExtensionList.Parse([.. values.Select(value => new Header("sec-websocket-extensions", value))]);
}
