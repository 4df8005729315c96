using System.Net;

namespace Host.Tests.Listening.Upstream;

/// <summary>Pages of other origins, and what their browsers are told.</summary>
public sealed class CrossOriginTests
{
    private const string Friend = "https://friend.example";
    private const string Stranger = "https://stranger.example";

    private RunningServer _server = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await SseServer.StartAsync(null, null, "--Origins", Friend);
        _http = SseClient.CreateHttp(_server);
    }

    [TearDown]
    public async Task Dispose()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [TestCase(Friend, HttpStatusCode.OK)]
    [TestCase(Stranger, HttpStatusCode.Forbidden)]
    public async Task A_page_opens_a_stream_if_it_may(string origin, HttpStatusCode status)
    {
        using var client = await SseClient.TryOpenAsync(_http, "/chat", ("Origin", origin));
        AssertAnswer(client.Response, status, origin);
    }

    [Test]
    public async Task A_page_that_may_connect_sees_a_refusal()
    {
        using var client = await SseClient.TryOpenAsync(_http, "/nowhere", ("Origin", Friend));
        AssertAnswer(client.Response, HttpStatusCode.NotFound, Friend);
    }

    [TestCase(Friend, HttpStatusCode.NoContent)]
    [TestCase(Stranger, HttpStatusCode.Forbidden)]
    public async Task A_page_posts_if_it_may(string origin, HttpStatusCode status)
    {
        using var client = await SseClient.OpenAsync(_server);
        AssertAnswer(await SendAsync(HttpMethod.Post, client.Upstream.PathAndQuery, origin), status, origin);
        await client.PostAsync("last");
        Assert.That(await client.ReadTextAsync(), Is.EqualTo(origin == Friend ? "text" : "last"));
    }

    [TestCase(Friend)]
    [TestCase(Stranger)]
    public async Task A_refused_post_says_so_to_pages_that_may_connect(string origin) =>
        AssertAnswer(await SendAsync(HttpMethod.Post, "/chat?upstream=guessed", origin), origin == Friend ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, origin);

    [TestCase("/chat")]
    [TestCase("/chat?upstream=whatever")]
    public async Task A_preflight_is_answered(string target)
    {
        using var response = await SendAsync(HttpMethod.Options, target, Friend, ("Access-Control-Request-Method", "DELETE"), ("Access-Control-Request-Headers", "content-type"));

        AssertAnswer(response, HttpStatusCode.NoContent, Friend);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Headers.GetValues("Access-Control-Allow-Methods"), Is.EqualTo((string[])["GET, POST, DELETE"]));
            Assert.That(response.Headers.GetValues("Access-Control-Allow-Headers"), Is.EqualTo((string[])["Content-Type, Last-Event-ID"]));
        }
    }

    [Test]
    public async Task A_preflight_of_a_stranger_is_refused() =>
        AssertAnswer(await SendAsync(HttpMethod.Options, "/chat", Stranger, ("Access-Control-Request-Method", "POST")), HttpStatusCode.Forbidden, Stranger);

    [Test]
    public async Task OPTIONS_of_no_page_lists_the_methods()
    {
        using var response = await SendAsync(HttpMethod.Options, "/chat", null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(string.Join(", ", response.Content.Headers.Allow), Is.EqualTo("GET, POST, DELETE, OPTIONS"));
            Assert.That(response.Headers.Contains("Access-Control-Allow-Methods"), Is.False);
        }
    }

    [Test]
    public async Task A_post_to_a_handler_without_an_address_is_no_message()
    {
        using var response = await SendAsync(HttpMethod.Post, "/chat", Friend);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UpgradeRequired));
    }

    private static void AssertAnswer(HttpResponseMessage response, HttpStatusCode status, string origin)
    {
        var isAllowed = origin == Friend;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusCode, Is.EqualTo(status));
            Assert.That(Values("Access-Control-Allow-Origin"), Is.EqualTo(isAllowed ? (string[])[origin] : []));
            Assert.That(Values("Access-Control-Allow-Credentials"), Is.EqualTo(isAllowed ? (string[])["true"] : []));
            if (isAllowed)
                Assert.That(Values("Vary"), Is.EqualTo((string[])["Origin"]));
        }

        IEnumerable<string> Values(string name) => response.Headers.TryGetValues(name, out var values) ? values : [];
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, string? origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, target);
        if (method == HttpMethod.Post)
            request.Content = new StringContent("text");
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await _http.SendAsync(request);
    }
}
