using Host.Configuration;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

public sealed class EndpointTests
{
    [Test]
    public async Task Both_doors_open_at_configured_endpoints([Values] Door door, [Values] bool tls)
    {
        await using var server = await new ServerSetup
        {
            // Kestrel:Endpoints replaces the addresses of --urls.
            Settings = ["--Kestrel:Endpoints:Plain:Url", "http://127.0.0.1:0", "--Kestrel:Endpoints:Secret:Url", "https://127.0.0.1:0"],
        }.StartAsync();

        await AssertEchoAsync(server, door, tls);
    }

    [Test]
    public async Task An_endpoint_may_have_a_certificate_of_its_own([Values] Door door)
    {
        await using var server = await new ServerSetup
        {
            Settings =
            [
                "--Kestrel:Certificates:Default:Path", "", "--Kestrel:Certificates:Default:Password", "",
                "--Kestrel:Endpoints:Secret:Url", "https://127.0.0.1:0",
                "--Kestrel:Endpoints:Secret:Certificate:Path", ServerCertificate.File, "--Kestrel:Endpoints:Secret:Certificate:Password", ServerCertificate.Password,
            ],
        }.StartAsync();

        await AssertEchoAsync(server, door, tls: true);
    }

    [Test]
    public async Task A_server_tells_where_it_listens()
    {
        await using var server = await new ServerSetup { Settings = ["--urls", "http://127.0.0.1:0;http://127.0.0.1:0"] }.StartAsync();

        Assert.That(server.Addresses.Distinct().Select(address => new Uri(address)), Has.Exactly(2).Matches<Uri>(address => address is { Scheme: "http", Host: "127.0.0.1", Port: > 0 }));
    }

    [TestCase("127.0.0.1:0")]
    [TestCase("ftp://127.0.0.1:0")]
    [TestCase("http://127.0.0.1:0/path")]
    [TestCase("nonsense")]
    [TestCase("http://127.0.0.1:many")]
    public void An_address_that_is_none_stops_the_start(string url) =>
        Assert.That(() => new ServerSetup { Settings = ["--urls", $"http://127.0.0.1:0;{url}"] }.StartAsync(), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith($"--urls is '{url}'; it must be addresses such as http://127.0.0.1:8080"));

    [Test]
    public void Port_0_of_localhost_stops_the_start() =>
        Assert.That(() => new ServerSetup { Settings = ["--urls", "http://localhost:0"] }.StartAsync(), Throws.TypeOf<ConfigurationException>()
            .With.Message.Contains("127.0.0.1 in place of localhost"));

    [TestCase("--Limits:MessageBytes", "none")]
    [TestCase("--Origins", "nonsense")]
    [TestCase("--Routes:/other:Handler", "nobody")]
    public void A_bad_setting_stops_the_start(string key, string value) =>
        Assert.That(() => new ServerSetup { Settings = [key, value] }.StartAsync(), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith($"{key[2..]} is '{value}'; it must be "));

    private static async Task AssertEchoAsync(RunningServer server, Door door, bool tls)
    {
        using var client = await RawClient.OpenAsync(server, door, tls);
        await client.SendAsync(ClientFrame.Text("hello"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("hello"));
    }
}
