namespace Abstractions.Tests;

public sealed class HandshakeOptionsTests
{
    [TestCase("b,a", "b")]
    [TestCase("x,a", "a")]
    [TestCase("A", null)]
    [TestCase("", null)]
    public void The_first_subprotocol_offered_that_is_declared_is_chosen(string offered, string? chosen) =>
        Assert.That(new HandshakeOptions { Subprotocols = ["a", "b"] }.SelectSubprotocol(offered.Split(',')), Is.EqualTo(chosen));

    [Test]
    public void Who_declares_none_gets_none() => Assert.That(HandshakeOptions.None.SelectSubprotocol(["a"]), Is.Null);
}
