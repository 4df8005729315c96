using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Contracts;
using Host.Configuration;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>Certificates change in their files, in the ways that tools change them, and connections that are open stay so.</summary>
public sealed class CertificateReloadTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private FakeTimeProvider _time = null!;
    private CertificateFiles _files = null!;

    [SetUp]
    public void Prepare()
    {
        _time = new FakeTimeProvider();
        _files = new CertificateFiles();
        Switch("one");
        Write("one");
        Link("current");
    }

    [TearDown]
    public void Clean() => _files.Dispose();

    [Test]
    public async Task A_certificate_is_written_over()
    {
        await using var server = await StartAsync();
        Assert.That(await SubjectAsync(server), Is.EqualTo("one"));
        using var open = await RawClient.OpenAsync(server, certificate: null);

        _files.WritePair("one", _files.Issue("two"));
        Look(2);

        Assert.That(await SubjectAsync(server), Is.EqualTo("two"));
        Assert.That(server.Log.Lines, Has.Some.Contains("Kestrel:Certificates:Default has changed: new connections get the certificate of CN=two"));
        await open.SendAsync(ClientFrame.Text("still there"));
        Assert.That((await open.ReadFrameAsync()).Text, Is.EqualTo("still there"));
    }

    [Test]
    public async Task A_link_is_switched()
    {
        await using var server = await StartAsync();
        Write("two");
        Switch("two");
        Look(2);

        Assert.That(await SubjectAsync(server), Is.EqualTo("two"));
    }

    [Test]
    public async Task A_file_takes_the_place_of_another()
    {
        await using var server = await StartAsync();
        Write("two");
        foreach (var name in (string[])["tls.crt", "tls.key"])
            File.Move(Path.Combine(_files.Folder, "two", name), Path.Combine(_files.Folder, "one", name), overwrite: true);
        Look(2);

        Assert.That(await SubjectAsync(server), Is.EqualTo("two"));
    }

    [Test]
    public async Task What_may_not_be_finished_is_not_taken()
    {
        await using var server = await StartAsync();
        var second = _files.Issue("two");
        File.WriteAllText(Path.Combine(_files.Folder, "one", "tls.crt"), second.ExportCertificatePem());
        Look(1);
        _files.WritePair("one", second);
        Look(1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await SubjectAsync(server), Is.EqualTo("one"));
            Assert.That(server.Log.Lines, Has.None.Contains("has changed"));
        }
        Look(1);
        Assert.That(await SubjectAsync(server), Is.EqualTo("two"));
    }

    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase(null)]
    public async Task What_is_no_certificate_leaves_the_old_one(string? content)
    {
        await using var server = await StartAsync();
        var path = Path.Combine(_files.Folder, "one", "tls.crt");
        if (content is null)
            File.Delete(path);
        else
            File.WriteAllText(path, content);
        Look(5);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await SubjectAsync(server), Is.EqualTo("one"));
            Assert.That(server.Log.Warnings.Count(line => line.StartsWith("Kestrel:Certificates:Default has changed, but", StringComparison.Ordinal)), Is.EqualTo(1));
        }
        _files.WritePair("one", _files.Issue("two"));
        Look(2);
        Assert.That(await SubjectAsync(server), Is.EqualTo("two"));
    }

    [Test]
    public async Task The_key_of_another_leaves_the_old_one()
    {
        await using var server = await StartAsync();
        Write("two");
        File.Copy(Path.Combine(_files.Folder, "two", "tls.key"), Path.Combine(_files.Folder, "one", "tls.key"), overwrite: true);
        Look(3);

        Assert.That(await SubjectAsync(server), Is.EqualTo("one"));
        Assert.That(server.Log.Warnings, Has.Exactly(1).Contains("The certificate served before goes on to be served"));
    }

    [Test]
    public async Task A_file_of_PKCS_12_changes()
    {
        var path = Path.Combine(_files.Folder, "one.pfx");
        File.WriteAllBytes(path, _files.Issue("one").Export(X509ContentType.Pkcs12, ServerCertificate.Password));
        await using var server = await new ServerSetup { Time = _time, Settings = ["--Kestrel:Certificates:Default:Path", path] }.StartAsync();
        Assert.That(await SubjectAsync(server), Is.EqualTo("one"));

        File.WriteAllBytes(path, _files.Issue("two").Export(X509ContentType.Pkcs12, ServerCertificate.Password));
        Look(2);

        Assert.That(await SubjectAsync(server), Is.EqualTo("two"));
    }

    [Test]
    public async Task Each_name_has_its_own([Values] Door door)
    {
        Write("a.example");
        Write("b.example");
        await using var server = await StartAsync(
        [
            "--Kestrel:Endpoints:Secret:Url", "https://127.0.0.1:0",
            .. Sni("a.example"), .. Sni("b.example"),
        ]);
        Assert.That(await SubjectAsync(server, "a.example"), Is.EqualTo("a.example"));
        Assert.That(await SubjectAsync(server, "b.example"), Is.EqualTo("b.example"));

        _files.WritePair("b.example", _files.Issue("new b"));
        Look(2);

        Assert.That(await SubjectAsync(server, "a.example"), Is.EqualTo("a.example"));
        Assert.That(await SubjectAsync(server, "b.example"), Is.EqualTo("new b"));
        using var client = await RawClient.OpenAsync(server, door, certificate: null, "a.example");
        await client.SendAsync(ClientFrame.Text("hello"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("hello"));
    }

    [Test]
    public void A_file_that_is_not_there_stops_the_start() =>
        Assert.That(() => StartAsync("--Kestrel:Certificates:Default:Path", "/nowhere/tls.crt"), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith("Kestrel:Certificates:Default:Path is '/nowhere/tls.crt'; it must be a file with a certificate"));

    private string[] Sni(string name) =>
    [
        $"--Kestrel:Endpoints:Secret:Sni:{name}:Certificate:Path", Path.Combine(_files.Folder, name, "tls.crt"),
        $"--Kestrel:Endpoints:Secret:Sni:{name}:Certificate:KeyPath", Path.Combine(_files.Folder, name, "tls.key"),
        $"--Kestrel:Endpoints:Secret:Sni:{name}:Certificate:Password", ServerCertificate.Password,
    ];

    private Task<RunningServer> StartAsync(params string[] settings) => new ServerSetup
    {
        Time = _time,
        Settings =
        [
            "--Kestrel:Certificates:Default:Path", Path.Combine(_files.Folder, "current", "tls.crt"),
            "--Kestrel:Certificates:Default:KeyPath", Path.Combine(_files.Folder, "current", "tls.key"),
            "--Kestrel:Certificates:Default:Password", ServerCertificate.Password,
            .. settings,
        ],
    }.StartAsync();

    // What is in its files is taken at the second look at the latest.
    private void Look(int times)
    {
        for (var i = 0; i < times; i++)
            _time.Advance(Period);
    }

    private void Write(string name) => _files.WritePair(name, _files.Issue(name));

    // As Kubernetes does it: the link that the settings name goes to another link, which is replaced.
    private void Link(string name) => Directory.CreateSymbolicLink(Path.Combine(_files.Folder, name), Path.Combine(_files.Folder, "data"));

    private void Switch(string target)
    {
        var link = Path.Combine(_files.Folder, "data");
        if (Directory.Exists(link))
            Directory.Delete(link);
        Directory.CreateSymbolicLink(link, Path.Combine(_files.Folder, target));
    }

    private static async Task<string> SubjectAsync(RunningServer server, string host = "server.example")
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.EndPoint(tls: true));
        using var stream = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync(host).WaitAsync(RawClient.HangLimit);
        return stream.RemoteCertificate!.Subject["CN=".Length..];
    }
}
