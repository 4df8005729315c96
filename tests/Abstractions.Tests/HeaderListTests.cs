namespace Abstractions.Tests;

public sealed class HeaderListTests
{
    private static readonly HeaderList Headers =
    [
        new("Host", "example"), new("Connection", "keep-alive, Upgrade"), new("connection", " ,close"), new("Cookie", "a=1"), new("Cookie", "b=2"),
    ];

    [Test]
    public void Order_and_repeats_are_kept() =>
        Assert.That(Headers.Select(header => header.Name), Is.EqualTo(new[] { "Host", "Connection", "connection", "Cookie", "Cookie" }));

    [Test]
    public void Names_are_compared_without_case()
    {
        Assert.That(Headers.CountOf("CONNECTION"), Is.EqualTo(2));
        Assert.That(Headers.Contains("host"));
        Assert.That(Headers.First("hOST"), Is.EqualTo("example"));
    }

    [Test]
    public void The_only_value_is_none_where_the_field_is_missing_or_repeated()
    {
        Assert.That(Headers.Only("Host"), Is.EqualTo("example"));
        Assert.That(Headers.Only("Cookie"), Is.Null);
        Assert.That(Headers.Only("Origin"), Is.Null);
        Assert.That(Headers.First("Origin"), Is.Null);
    }

    [Test]
    public void A_list_is_joined_over_its_fields_and_its_empty_elements_are_none() =>
        Assert.That(Headers.Elements("Connection"), Is.EqualTo(new[] { "keep-alive", "Upgrade", "close" }));

    [TestCase("upgrade", true)]
    [TestCase("CLOSE", true)]
    [TestCase("grade", false)]
    public void A_token_is_found_in_any_case_and_whole(string token, bool found) => Assert.That(Headers.HasToken("Connection", token), Is.EqualTo(found));
}
