using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Host.Configuration;
using Host.Tests.Listening.Http2;

namespace Host.Tests.Listening;

/// <summary>Who a client is by its certificate: asked for where an endpoint says so, verified, and passed on to the handler.</summary>
public sealed class ClientCertificateTests
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private CertificateFiles _files = null!;
    private HandlerScript _script = null!;

    [SetUp]
    public void Prepare()
    {
        _files = new CertificateFiles();
        _script = new HandlerScript();
    }

    [TearDown]
    public void Clean() => _files.Dispose();

    [Test]
    public async Task A_handler_sees_it([Values] Door door)
    {
        await using var server = await StartAsync("RequireCertificate");
        using var certificate = _files.Issue("Ann", ForClients);
        using var client = await RawClient.OpenAsync(server, door, certificate: certificate);

        Assert.That((await _script.OpenedAsync()).Request.ClientCertificate?.Subject, Is.EqualTo("CN=Ann"));
    }

    [Test]
    public async Task A_handler_sees_it_over_HTTP_2()
    {
        await using var server = await StartAsync("RequireCertificate");
        using var certificate = _files.Issue("Ann", ForClients);
        await using var client = await Http2Client.ConnectAsync(server, tls: true, options: tls => tls.ClientCertificates = [certificate]);
        await client.OpenAsync();

        Assert.That((await _script.OpenedAsync()).Request.ClientCertificate?.Subject, Is.EqualTo("CN=Ann"));
    }

    [Test]
    public async Task One_need_not_have_it_where_it_is_allowed([Values] Door door)
    {
        await using var server = await StartAsync("AllowCertificate");
        using var client = await RawClient.OpenAsync(server, door, certificate: null);

        Assert.That((await _script.OpenedAsync()).Request.ClientCertificate, Is.Null);
    }

    [Test]
    public async Task One_must_have_it_where_it_is_required()
    {
        await using var server = await StartAsync("RequireCertificate");

        Assert.That(async () => await RawClient.OpenAsync(server, certificate: null), Throws.InstanceOf<IOException>().Or.InstanceOf<AuthenticationException>());
        Assert.That(_script.Disconnects, Is.Empty);
    }

    [Test]
    public async Task That_of_another_authority_is_refused([Values("AllowCertificate", "RequireCertificate")] string mode)
    {
        await using var server = await StartAsync(mode);
        using var others = new CertificateFiles();
        using var certificate = others.Issue("Ann", ForClients);

        Assert.That(async () => await RawClient.OpenAsync(server, certificate: certificate), Throws.InstanceOf<IOException>().Or.InstanceOf<AuthenticationException>());
    }

    [Test]
    public async Task That_of_a_server_is_refused()
    {
        await using var server = await StartAsync("RequireCertificate");
        using var certificate = _files.Issue("server.example");

        Assert.That(async () => await RawClient.OpenAsync(server, certificate: certificate), Throws.InstanceOf<IOException>().Or.InstanceOf<AuthenticationException>());
    }

    [Test]
    public async Task An_address_in_it_is_not_asked_for_its_issuer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var asked = new CancellationTokenSource();
        var accept = listener.AcceptTcpClientAsync(asked.Token).AsTask();
        // Whoever asks is answered at once, and with nothing.
        var answer = accept.ContinueWith(static accept => accept.Result.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);
        using var certificate = _files.IssueThrough($"http://{listener.LocalEndpoint}/between.crt");
        // The client does not send, nor look for, what is between its certificate and the authority.
        var context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        await using var server = await StartAsync("AllowCertificate");
        await using var client = await Http2Client.ConnectAsync(server, tls: true, options: tls => tls.ClientCertificateContext = context);
        await client.Ended;

        Assert.That(accept.IsCompleted, Is.False);
        await asked.CancelAsync();
        Assert.That(async () => await answer, Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("/nowhere.pem")]
    [TestCase("empty.pem")]
    public void A_file_without_authorities_stops_the_start(string name)
    {
        var path = name[0] == '/' ? name : _files.Write(name, "");
        Assert.That(() => new ServerSetup { Settings = ["--Tls:ClientAuthorities", path] }.StartAsync(), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith($"Tls:ClientAuthorities is '{path}'; it must be a file with certificates in PEM"));
    }

    private Task<RunningServer> StartAsync(string mode) => new ServerSetup
    {
        Script = _script,
        Settings =
        [
            "--Kestrel:Endpoints:Secret:Url", "https://127.0.0.1:0", "--Kestrel:Endpoints:Secret:ClientCertificateMode", mode,
            "--Tls:ClientAuthorities", _files.WriteAuthority("authority.pem"),
        ],
    }.StartAsync();
}
