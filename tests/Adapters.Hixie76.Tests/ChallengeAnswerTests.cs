using System.Text;

namespace Adapters.Hixie76.Tests;

public sealed class ChallengeAnswerTests
{
    [TestCase(829309203u, 259970620u, "^n:ds[4U", "8jKS'y:G*Co,Wxa-", Description = "published with draft 76")]
    [TestCase(155712099u, 173347027u, "Tm[K T2u", "fQJ,fN/4F4!~K~MH", Description = "published with draft 76")]
    public void Is_that_of_the_published_examples(uint number1, uint number2, string key3, string answer) =>
        Assert.That(Encoding.Latin1.GetString(ChallengeAnswer.For(number1, number2, Encoding.Latin1.GetBytes(key3))), Is.EqualTo(answer));

    [Test]
    public void Key3_is_raw_bytes()
    {
        byte[][] keys = ["        "u8.ToArray(), "\r\n\r\n\r\n\r\n"u8.ToArray(), new byte[8], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], " 234567\n"u8.ToArray()];
        var answers = keys.Select(key3 => Convert.ToHexString(ChallengeAnswer.For(1, 2, key3))).ToArray();
        Assert.That(answers, Is.Unique);
        Assert.That(answers, Has.All.Length.EqualTo(32));
    }
}
