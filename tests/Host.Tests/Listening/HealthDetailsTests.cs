using System.Text.Json;
using Adapters.Hixie76;

namespace Host.Tests.Listening;

/// <summary><c>/healthz?details</c> of a running server.</summary>
public sealed class HealthDetailsTests
{
    private const string Key = "correct-horse-battery";
    private const string Local = "Host: localhost\r\n";

    [Test]
    public async Task The_details_have_the_documented_shape([Values] bool tls)
    {
        await using var server = await StartAsync();
        var response = await AskAsync(server, Local, tls);

        using var json = JsonDocument.Parse(response.Body);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Status, Is.EqualTo(200));
            Assert.That(response.Headers.Only("Content-Type"), Is.EqualTo("application/json; charset=utf-8"));
            Assert.That(response.Headers.Only("Cache-Control"), Is.EqualTo("no-store"));
            Assert.That(response.Headers.Only("X-Content-Type-Options"), Is.EqualTo("nosniff"));
            Assert.That(Members(json.RootElement), Is.EqualTo("status since adapters samples ok folder rows generations"));
            Assert.That(json.RootElement.GetProperty("adapters").EnumerateArray().Select(Members), Has.All.EqualTo("name versions opened open lastSeen userAgent"));
            Assert.That(json.RootElement.GetProperty("samples").EnumerateArray().Select(Members), Has.All.EqualTo("revision sentBy adapter alsoClaimedBy"));
            Assert.That(json.RootElement.GetProperty("rows").EnumerateArray().Select(Members), Has.All.EqualTo("plugin kind name version contract path versions verdict file reason remedy"));
            Assert.That(json.RootElement.GetProperty("generations").EnumerateArray().Select(Members), Has.All.EqualTo("plugin number state connections since causes movedHandlers"));
            Assert.That(json.RootElement.GetProperty("status").GetString(), Is.EqualTo("ok"));
            Assert.That(json.RootElement.GetProperty("adapters").EnumerateArray().Select(adapter => adapter.GetProperty("name").GetString()), Is.EqualTo((string[])["hixie76", "rfc6455"]), "as Adapters:Order says");
            Assert.That(json.RootElement.GetProperty("samples")[1].GetProperty("adapter").GetString(), Is.EqualTo("hixie76"));
        }
    }

    [Test]
    public async Task The_use_of_each_adapter_is_counted_from_the_first_connection_to_the_last()
    {
        var script = new HandlerScript();
        await using var server = await StartAsync(script);
        Assert.That(await UseAsync(server, "rfc6455"), Is.EqualTo("0 0 False "));

        using (await RawClient.OpenAsync(server, headers: "User-Agent: one\r\n"))
        using (var client = await RawClient.OpenAsync(server, Door.Later, headers: "User-Agent: <two> \"\r\n"))
        {
            await script.OpenedAsync();
            await script.OpenedAsync();
            Assert.That(await UseAsync(server, "rfc6455"), Is.EqualTo("2 2 True <two> \""));
        }
        await script.EndedAsync();
        await script.EndedAsync();
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        while (server.Connections > 0)
            await Task.Delay(1, hang.Token);

        Assert.That(await UseAsync(server, "rfc6455"), Is.EqualTo("2 0 True <two> \""));
        Assert.That(await UseAsync(server, "hixie76"), Is.EqualTo("0 0 False "));
    }

    [Test]
    public async Task What_clients_call_themselves_is_cut_and_cannot_leave_its_string()
    {
        await using var server = await StartAsync();
        using var client = await RawClient.OpenAsync(server, headers: $"User-Agent: <script>\"{new string('x', 1000)}\r\n");

        var body = (await AskAsync(server, Local)).Body;

        Assert.That(body, Does.Not.Contain("<script>").And.Not.Contain(new string('x', 200)));
    }

    [Test]
    public async Task Nobody_else_sees_them()
    {
        await using var server = await StartAsync();

        var response = await AskAsync(server, "Host: server.example\r\n");

        Assert.That((response.Status, response.Body), Is.EqualTo((403, "details are for clients on this machine, or by Health:Key, which is not set\n")));
        Assert.That(response.Headers.Only("Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    public async Task With_a_key_it_is_asked_for()
    {
        await using var server = await StartAsync(null, "--Health:Key", Key);

        var refused = await AskAsync(server, Local + "X-Forwarded-For: 10.0.0.1\r\n");
        var wrong = await AskAsync(server, "Host: server.example\r\nAuthorization: Bearer " + Key.ToUpperInvariant() + "\r\n");
        var allowed = await AskAsync(server, "Host: server.example\r\nAuthorization: Bearer " + Key + "\r\n");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.Status, Is.EqualTo(401));
            Assert.That(refused.Headers.Only("WWW-Authenticate"), Is.EqualTo("Bearer"));
            Assert.That(wrong.Status, Is.EqualTo(401));
            Assert.That(allowed.Status, Is.EqualTo(200));
            Assert.That(allowed.Body, Does.Contain("rfc6455"));
        }
    }

    [TestCase("/healthz")]
    [TestCase("/healthz?detail")]
    [TestCase("/healthz/ready?details")]
    [TestCase("/healthz/live?details")]
    public async Task Everything_else_is_a_word(string target)
    {
        await using var server = await StartAsync();
        Assert.That((await AskAsync(server, Local, target: target)).Body, Is.EqualTo("ok\n"));
    }

    [Test]
    public async Task A_setting_that_names_an_adapter_that_is_not_there_is_a_warning()
    {
        await using var server = await StartAsync(null, "--Routes:/old:Handler", "chat", "--Routes:/old:Protocols", "hixie76,hixy75");

        Assert.That(server.Log.Warnings, Has.One.EqualTo("Routes:/old:Protocols names hixy75, which is no loaded adapter; loaded are hixie76, rfc6455. Mend the name, or take it out."));
        using var client = await RawClient.ConnectAsync(server);
        await client.SendAsync(RequestText.Upgrade("/old"));
        var response = await client.ReadResponseAsync();
        Assert.That((response.Status, response.Body), Is.EqualTo((426, "this path does not accept rfc6455\n")));
    }

    private static Task<RunningServer> StartAsync(HandlerScript? script = null, params string[] settings) => new ServerSetup
    {
        Script = script ?? new HandlerScript(),
        Settings = ["--Adapters:Order", "hixie76", .. settings],
        Plugin = plugin => plugin.AddAdapter<Hixie76Adapter>(),
    }.StartAsync();

    private static async Task<RawResponse> AskAsync(RunningServer server, string headers, bool tls = false, string target = "/healthz?details")
    {
        using var client = await RawClient.ConnectAsync(server, tls);
        await client.SendAsync($"GET {target} HTTP/1.1\r\n{headers}\r\n");
        return await client.ReadResponseAsync();
    }

    private static async Task<string> UseAsync(RunningServer server, string adapter)
    {
        using var json = JsonDocument.Parse((await AskAsync(server, Local)).Body);
        var use = json.RootElement.GetProperty("adapters").EnumerateArray().Single(item => item.GetProperty("name").GetString() == adapter);
        return $"{use.GetProperty("opened")} {use.GetProperty("open")} {use.GetProperty("lastSeen").ValueKind == JsonValueKind.String} {use.GetProperty("userAgent")}";
    }

    private static string Members(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(member => member.Name));
}
