using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using Abstractions;

namespace Host.Tests.Listening.Upstream;

/// <summary>A client of Server-Sent Events and POST. None of its code is that of the adapter.</summary>
internal sealed class SseClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private StreamReader _reader = null!;

    private SseClient(HttpClient http, HttpResponseMessage response)
    {
        _http = http;
        _response = response;
    }

    public HttpResponseMessage Response => _response;

    /// <summary>The address for messages.</summary>
    public Uri Upstream { get; private set; } = null!;

    public string Subprotocol { get; private set; } = "";

    /// <summary>A client of the server, with connections of its own.</summary>
    public static HttpClient CreateHttp(RunningServer server, bool tls = false, Version? version = null) => CreateHttp(server.EndPoint(tls), tls, version);

    /// <summary>Likewise of what is in front of a server.</summary>
    public static HttpClient CreateHttp(IPEndPoint server, bool tls = false, Version? version = null) =>
        new(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString() == ServerCertificate.Hash } })
        {
            BaseAddress = new Uri($"{(tls ? "https" : "http")}://{server}"),
            DefaultRequestVersion = version ?? HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = RawClient.HangLimit,
        };

    public static Task<SseClient> OpenAsync(RunningServer server, string target = "/chat", bool tls = false, Version? version = null) =>
        OpenAsync(CreateHttp(server, tls, version), target);

    /// <summary>Opens, and reads the first event.</summary>
    public static async Task<SseClient> OpenAsync(HttpClient http, string target = "/chat")
    {
        var client = await TryOpenAsync(http, target);
        Assert.That(client.Response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        client._reader = new StreamReader(await client._response.Content.ReadAsStreamAsync(), new UTF8Encoding(false, throwOnInvalidBytes: true));
        var first = await client.ReadAsync();
        Assert.That((first?.Type, first?.Id), Is.EqualTo(("upstream", "0")));
        var data = JsonNode.Parse(first!.Data)!;
        client.Upstream = new Uri(new Uri(client._http.BaseAddress!, target), (string)data["upstream"]!);
        client.Subprotocol = (string)data["protocol"]!;
        return client;
    }

    /// <summary>Opens, or is refused.</summary>
    public static async Task<SseClient> TryOpenAsync(HttpClient http, string target, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Accept.ParseAdd("text/event-stream");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return new SseClient(http, await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
    }

    /// <summary>The next event, or null at the end of the stream.</summary>
    public async Task<SseEvent?> ReadAsync()
    {
        string type = "message", id = "";
        List<string> data = [];
        while (await ReadLineAsync() is { } line)
        {
            if (line.Length == 0 && data.Count > 0)
                return new SseEvent(type, string.Join('\n', data), id);
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                data.Add(line[6..]);
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                type = line[7..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
        }
        return null;
    }

    public Task<string?> ReadLineAsync() => _reader.ReadLineAsync().WaitAsync(RawClient.HangLimit);

    public async Task<string> ReadTextAsync()
    {
        var received = await ReadAsync();
        Assert.That(received?.Type, Is.EqualTo("message"));
        return received!.Data;
    }

    public Task<HttpStatusCode> PostAsync(string text, long? number = null) => PostAsync(new StringContent(text), number);

    public Task<HttpStatusCode> PostAsync(byte[] bytes, long? number = null) =>
        PostAsync(new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, number);

    public Task<HttpStatusCode> PostAsync(HttpContent content, long? number = null) => SendAsync(content, number is null ? "" : $"&seq={number}");

    /// <summary>Posts with something added to the address.</summary>
    public async Task<HttpStatusCode> SendAsync(HttpContent content, string query)
    {
        using var response = await _http.PostAsync(new Uri(Upstream + query), content);
        return response.StatusCode;
    }

    public async Task<HttpStatusCode> DeleteAsync(string query = "")
    {
        using var response = await _http.DeleteAsync(new Uri(Upstream + query));
        return response.StatusCode;
    }

    /// <summary>Drops the stream and nothing else.</summary>
    public void Drop() => _response.Dispose();

    public void Dispose()
    {
        _response.Dispose();
        _http.Dispose();
    }
}

/// <summary>An event.</summary>
internal sealed record SseEvent(string Type, string Data, string Id);
