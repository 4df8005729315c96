namespace Adapters.Hixie76.Tests;

public sealed class KeyNumberTests
{
    [TestCase("4 @1  46546xW%0l 1 5", 829309203u, Description = "published with draft 76")]
    [TestCase("12998 5 Y3 1  .P00", 259970620u, Description = "published with draft 76")]
    [TestCase("18x 6]8vM;54 *(5:  {   U1]8  z [  8", 155712099u, Description = "published with draft 76")]
    [TestCase("1_ tx7X d  <  nw  334J702) 7]o}` 0", 173347027u, Description = "published with draft 76")]
    [TestCase("0 a", 0u)]
    [TestCase("a 4294967295", uint.MaxValue)]
    [TestCase(" 8 5 8 9 9 3 4 5 9 0", 858993459u, Description = "10 spaces, and a number of more than 32 bits before it is divided")]
    [TestCase("            51539607540", uint.MaxValue, Description = "12 spaces, and the largest number they allow")]
    [TestCase("00000000000000000000000000000000000000 1", 1u)]
    [TestCase(" 7", 7u, Description = "a space at an end counts, too: keys are not trimmed")]
    [TestCase("7 ", 7u)]
    [TestCase("\t7 \u00A0", 7u, Description = "only U+0020 is a space")]
    [TestCase("\u06617 ", 7u, Description = "only 0 to 9 are digits")]
    public void Is_the_digits_divided_by_the_spaces(string key, uint expected)
    {
        Assert.That(KeyNumber.Read(key, out var number), Is.Null);
        Assert.That(number, Is.EqualTo(expected));
    }

    [TestCase("", "no space")]
    [TestCase("12345", "no space")]
    [TestCase("1\t2", "no space")]
    [TestCase("1\u00A02", "no space")]
    [TestCase(" ", "no digit")]
    [TestCase("a b !", "no digit")]
    [TestCase("\u0661 \uFF11", "no digit")]
    [TestCase("1 3 ", "no multiple")]
    [TestCase("4 @1  46546xW%0l 1 6", "no multiple")]
    [TestCase("a 4294967296", "more than 32 bits")]
    [TestCase("            51539607552", "more than 32 bits", Description = "12 spaces, and the smallest multiple they do not allow")]
    [TestCase("18446744073709551616 ", "more than 32 bits", Description = "would be 0 in 64 bits")]
    [TestCase("340282366920938463463374607431768211457 ", "more than 32 bits", Description = "would be 1 in 128 bits")]
    public void Refuses_in_words_of_its_own_what_is_no_key(string key, string words)
    {
        Assert.That(KeyNumber.Read(key, out var number), Does.Contain(words));
        Assert.That(number, Is.Zero);
    }

    [Test]
    public void A_key_of_any_length_is_read_without_overflow()
    {
        Assert.That(KeyNumber.Read(new string('9', 100_000) + " ", out _), Does.Contain("32 bits"));
        Assert.That(KeyNumber.Read(new string(' ', 100_000) + "429496729500000", out var number), Is.Null);
        Assert.That(number, Is.EqualTo(uint.MaxValue));
    }
}
