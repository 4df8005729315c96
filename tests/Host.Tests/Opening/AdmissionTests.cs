using System.Net;
using Host.Configuration;
using Host.Opening;

namespace Host.Tests.Opening;

public sealed class AdmissionTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Two = IPAddress.Parse("192.0.2.2");

    [Test]
    public void There_are_just_so_many_places_in_all()
    {
        var admission = new Admission(new(new Limits { Connections = 2 }));

        Assert.That((Enter(admission, One), Enter(admission, null), Enter(admission, Two)), Is.EqualTo((0, 0, 503)));
        admission.Leave(One);
        Assert.That((Enter(admission, Two), Enter(admission, One)), Is.EqualTo((0, 503)));
    }

    [Test]
    public void There_are_just_so_many_places_for_one_address()
    {
        var admission = new Admission(new(new Limits { Connections = 100, ConnectionsPerAddress = 2 }));

        Assert.That((Enter(admission, One), Enter(admission, One), Enter(admission, One), Enter(admission, Two)), Is.EqualTo((0, 0, 429, 0)));
        admission.Leave(One);
        Assert.That((Enter(admission, One), Enter(admission, One)), Is.EqualTo((0, 429)));
    }

    [Test]
    public void A_refused_connection_takes_no_place()
    {
        var admission = new Admission(new(new Limits { Connections = 2, ConnectionsPerAddress = 1 }));

        Assert.That((Enter(admission, One), Enter(admission, One), Enter(admission, Two)), Is.EqualTo((0, 429, 0)));
        Assert.That(Enter(admission, IPAddress.Loopback), Is.EqualTo(503));
        admission.Leave(Two);
        Assert.That(Enter(admission, IPAddress.Loopback), Is.Zero);
    }

    [Test]
    public void Without_an_address_only_the_places_in_all_count()
    {
        var admission = new Admission(new(new Limits { Connections = 3, ConnectionsPerAddress = 1 }));

        Assert.That((Enter(admission, null), Enter(admission, null), Enter(admission, null), Enter(admission, null)), Is.EqualTo((0, 0, 0, 503)));
    }

    [TestCase("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 429, Description = "one /64")]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1", 0, Description = "another /64")]
    [TestCase("192.0.2.1", "::ffff:192.0.2.1", 429, Description = "IPv4 on a socket for both")]
    [TestCase("192.0.2.1", "::ffff:192.0.2.2", 0, Description = "another IPv4 address")]
    [TestCase("::1", "0.0.0.0", 0, Description = "another family")]
    public void What_counts_as_one_address(string first, string second, int expected)
    {
        var admission = new Admission(new(new Limits { Connections = 100, ConnectionsPerAddress = 1 }));

        Assert.That((Enter(admission, IPAddress.Parse(first)), Enter(admission, IPAddress.Parse(second))), Is.EqualTo((0, expected)));
    }

    // The status of the refusal, or 0.
    private static int Enter(Admission admission, IPAddress? remote) => admission.Enter(remote)?.StatusCode ?? 0;
}
