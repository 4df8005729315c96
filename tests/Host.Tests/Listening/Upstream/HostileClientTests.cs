using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Abstractions;
using Contracts;

namespace Host.Tests.Listening.Upstream;

/// <summary>Clients that race, replay, guess and flood.</summary>
public sealed class HostileClientTests
{
    private RunningServer _server = null!;

    [TearDown]
    public async Task Dispose()
    {
        await _server.DisposeAsync();
        Assert.That(_server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task Numbered_messages_that_race_arrive_in_order()
    {
        _server = await SseServer.StartAsync();
        using var client = await SseClient.OpenAsync(_server);
        for (var first = 1; first <= 64; first += 16)
        {
            // The last one first, and all of them at once.
            var posts = Enumerable.Range(first, 16).Reverse().Select(number => client.PostAsync($"{number}", number)).ToArray();
            Assert.That(await Task.WhenAll(posts), Is.All.EqualTo(HttpStatusCode.NoContent));
        }
        for (var number = 1; number <= 64; number++)
            Assert.That(await client.ReadTextAsync(), Is.EqualTo($"{number}"));
    }

    [Test]
    public async Task Large_messages_without_numbers_may_race()
    {
        _server = await SseServer.StartAsync();
        using var client = await SseClient.OpenAsync(_server);
        var posts = Enumerable.Range(0, 8).Select(_ => client.PostAsync(new byte[200_000])).ToArray();
        Assert.That(await Task.WhenAll(posts), Is.All.EqualTo(HttpStatusCode.NoContent));
        for (var i = 0; i < posts.Length; i++)
            Assert.That((await client.ReadAsync())!.Data, Has.Length.EqualTo(266_668));
    }

    [Test]
    public async Task A_message_that_is_sent_again_is_delivered_once()
    {
        _server = await SseServer.StartAsync();
        using var client = await SseClient.OpenAsync(_server);
        for (var i = 0; i < 3; i++)
        {
            Assert.That(await client.PostAsync("one", 1), Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(await client.PostAsync("two", 2), Is.EqualTo(HttpStatusCode.NoContent));
        }
        Assert.That(await client.PostAsync("three", 3), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await client.ReadTextAsync(), await client.ReadTextAsync(), await client.ReadTextAsync()), Is.EqualTo(("one", "two", "three")));
    }

    [Test]
    public async Task A_number_beyond_the_window_is_refused()
    {
        _server = await SseServer.StartAsync();
        using var client = await SseClient.OpenAsync(_server);
        Assert.That(await client.PostAsync("far", 17), Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await client.PostAsync(new byte[65537], 2), Is.EqualTo(HttpStatusCode.Conflict));
        foreach (var bad in (string[])["0", "-1", "x", "", "99999999999999999999"])
            Assert.That(await client.SendAsync(new StringContent("bad"), $"&seq={bad}"), Is.EqualTo(HttpStatusCode.BadRequest), bad);
        Assert.That(await client.PostAsync("one", 1), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await client.ReadTextAsync(), Is.EqualTo("one"));
    }

    [Test]
    public async Task A_number_whose_turn_does_not_come_is_refused_after_10_seconds()
    {
        var time = new FakeTimeProvider();
        _server = await SseServer.StartAsync(null, time);
        using var client = await SseClient.OpenAsync(_server);
        var early = client.PostAsync("two", 2);
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(10), CancellationToken.None).WaitAsync(RawClient.HangLimit);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.That(early.IsCompleted, Is.False);

        await time.AdvanceUntilAsync(early, TimeSpan.FromSeconds(1));

        Assert.That(await early, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await client.PostAsync("one", 1), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await client.PostAsync("two", 2), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await client.ReadTextAsync(), await client.ReadTextAsync()), Is.EqualTo(("one", "two")));
    }

    [Test]
    public async Task A_handler_that_does_not_keep_up_makes_posts_wait([Values(1000, 40_000, 200_000)] int length)
    {
        var gate = new TaskCompletionSource();
        var delivered = new ConcurrentQueue<int>();
        var script = new HandlerScript
        {
            OnMessage = async (_, message, _) =>
            {
                await gate.Task;
                delivered.Enqueue(message.Payload.Length);
            },
        };
        _server = await SseServer.StartAsync(script, null, "--Limits:UpstreamSeconds", "1");
        using var client = await SseClient.OpenAsync(_server);
        var accepted = 0;
        HttpStatusCode status;
        while ((status = await client.PostAsync(new byte[length])) == HttpStatusCode.NoContent)
            Assert.That(++accepted, Is.LessThan(600_000 / length), "what was accepted and is not handled");

        Assert.That(status, Is.EqualTo(HttpStatusCode.Conflict));
        gate.SetResult();
        while (await client.PostAsync("last") == HttpStatusCode.Conflict)
        {
        }
        await client.DeleteAsync();
        await script.EndedAsync();
        Assert.That(delivered, Is.EqualTo(Enumerable.Repeat(length, accepted).Append(4)));
    }

    [Test]
    public async Task A_guessed_address_is_none()
    {
        using var counters = new Counters();
        _server = await SseServer.StartAsync();
        using var client = await SseClient.OpenAsync(_server);
        var secret = client.Upstream.Query["?upstream=".Length..];
        Assert.That(secret, Does.Match("^[A-Za-z0-9_-]{22}$"), "128 bits");
        using var other = SseClient.CreateHttp(_server);
        foreach (var guess in (string[])["", "x", secret[..^1], secret + "A", secret.ToLowerInvariant() + "x", new string('A', 22), $"{secret}&upstream={secret}"])
        {
            using var response = await other.PostAsync($"/chat?upstream={guess}", new StringContent("guess"));
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), guess);
        }
        Assert.That(counters.Sum("wharf.upstream.refused", "status=404"), Is.EqualTo(7));
        await client.PostAsync("mine");
        Assert.That(await client.ReadTextAsync(), Is.EqualTo("mine"));
        Assert.That(_server.Log.Lines, Has.None.Contain(secret));
    }

    [Test]
    public async Task No_two_connections_have_one_address_and_each_goes_to_its_own()
    {
        _server = await SseServer.StartAsync();
        using var first = await SseClient.OpenAsync(_server);
        using var second = await SseClient.OpenAsync(_server);
        Assert.That(first.Upstream, Is.Not.EqualTo(second.Upstream));
        await first.PostAsync("first");
        await second.PostAsync("second");
        Assert.That((await first.ReadTextAsync(), await second.ReadTextAsync()), Is.EqualTo(("first", "second")));
    }

    [Test]
    public async Task A_hundred_megabytes_are_refused_unread([Values] bool announced)
    {
        _server = await SseServer.StartAsync();
        using var client = await SseClient.OpenAsync(_server);
        using var flood = await RawClient.ConnectAsync(_server);
        await flood.SendAsync($"POST {client.Upstream.PathAndQuery} HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\n"
            + (announced ? "Content-Length: 104857600\r\n\r\n" : "Transfer-Encoding: chunked\r\n\r\n"));
        var sent = 0;
        var answer = flood.ReadResponseAsync();
        try
        {
            for (; sent < 100 && !answer.IsCompleted; sent++)
            {
                await flood.SendAsync(announced ? "" : "100000\r\n");
                await flood.SendAsync(new byte[1024 * 1024]);
                await flood.SendAsync(announced ? "" : "\r\n");
            }
        }
        catch (IOException)
        {
            // Cut off, which is as well.
        }
        Assert.That((await answer).Status, Is.EqualTo(413));
        Assert.That(sent, Is.LessThan(100));
        Assert.That(await client.PostAsync("small"), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await client.ReadTextAsync(), Is.EqualTo("small"));
    }

    [Test]
    public async Task A_message_may_be_as_large_as_the_limit_and_no_larger()
    {
        _server = await SseServer.StartAsync(null, null, "--Limits:MessageBytes", "1000");
        using var client = await SseClient.OpenAsync(_server);
        Assert.That(await client.PostAsync(new byte[1001]), Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(await client.PostAsync(new byte[1000]), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await client.ReadAsync())!.Type, Is.EqualTo("binary"));
    }

    [Test]
    public async Task What_is_no_message_is_refused_and_the_connection_goes_on()
    {
        _server = await SseServer.StartAsync();
        using var client = await SseClient.OpenAsync(_server);
        Assert.That(await client.PostAsync(new StringContent("<p>", MediaTypeHeaderValue.Parse("text/html")), 1), Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(await client.PostAsync(new ByteArrayContent([0xFF]) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } }, 1), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await client.DeleteAsync("&code=1"), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await client.PostAsync("good", 1), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await client.ReadTextAsync(), Is.EqualTo("good"));
    }

    [Test]
    public async Task A_post_that_is_cut_off_counts_for_nothing()
    {
        var script = new HandlerScript();
        _server = await SseServer.StartAsync(script);
        using var client = await SseClient.OpenAsync(_server);
        using (var half = await RawClient.ConnectAsync(_server))
        {
            await half.SendAsync($"POST {client.Upstream.PathAndQuery}&seq=1 HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhalf");
            half.Reset();
        }
        HttpStatusCode status;
        // Until the host has seen that it is gone, its number is in use.
        while ((status = await client.PostAsync("whole", 1)) == HttpStatusCode.Conflict)
        {
        }
        Assert.That(status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await client.ReadTextAsync(), Is.EqualTo("whole"));
    }
}
