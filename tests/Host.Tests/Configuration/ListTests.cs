using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Configuration;

public sealed class ListTests
{
    [TestCase("a", "a")]
    [TestCase("a,b;c d", "a", "b", "c", "d")]
    [TestCase(" a , ,b;; c ", "a", "b", "c")]
    [TestCase("")]
    [TestCase(" , ")]
    public void One_value_is_split_at_commas_semicolons_and_spaces(string value, params string[] elements) =>
        Assert.That(Read(("List", value)), Is.EqualTo(elements));

    [Test]
    public void Children_are_elements_as_they_are() =>
        Assert.That(Read(("List:0", "a,b"), ("List:1", "c"), ("List:2", "")), Is.EqualTo((string[])["a,b", "c", ""]));

    [Test]
    public void One_value_wins_over_children() =>
        Assert.That(Read(("List", "x"), ("List:0", "a")), Is.EqualTo((string[])["x"]));

    [Test]
    public void What_is_not_there_is_empty() => Assert.That(Read(("Other", "x")), Is.Empty);

    private static IReadOnlyList<string> Read(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build().ReadList("List");
}
