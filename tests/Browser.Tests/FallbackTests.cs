namespace Browser.Tests;

/// <summary>The page in a browser that cannot open a WebSocket.</summary>
public sealed class FallbackTests : PageFixture
{
    private const string NoWebSocket = "delete globalThis.WebSocket";

    // As a proxy makes it that does not let upgrades through, but for the complaint on the console.
    private const string BlockedWebSocket = """
        globalThis.WebSocket = class extends EventTarget {
          readyState = 0;
          constructor() {
            super();
            setTimeout(() => { this.readyState = 3; this.dispatchEvent(new CloseEvent('close', { code: 1006 })); });
          }
          close() {}
        };
        """;

    // As one that swallows them.
    private const string SilentWebSocket = """
        globalThis.WebSocket = class extends EventTarget {
          readyState = 0;
          close() { this.readyState = 3; this.dispatchEvent(new CloseEvent('close', { code: 1006 })); }
        };
        """;

    [TestCase(NoWebSocket, TestName = "The_page_chats_without_WebSocket")]
    [TestCase(BlockedWebSocket, TestName = "The_page_chats_where_WebSocket_is_blocked")]
    [TestCase(SilentWebSocket, TestName = "The_page_chats_where_WebSocket_is_swallowed")]
    public async Task The_page_chats(string script)
    {
        var ann = await OpenWithAsync(script, "#chat");
        await JoinAsync(ann, "Anke");
        await ExpectAsync(ann, "revision", "Server-Sent Events and POST");
        var bob = await OpenAsync("#chat");
        await JoinAsync(bob, "Bodo");
        await ExpectAsync(bob, "revision", "RFC 6455 (version 13)");
        await Expect(ann.Locator("#chat-lines .notice", new() { HasText = "Bodo" }).Last).ToBeVisibleAsync();

        await SayAsync(ann, "Ahoy by POST ✓");
        await SayAsync(bob, "Ahoy by WebSocket 𝄞");
        foreach (var page in (IPage[])[ann, bob])
        {
            await Expect(page.Locator("#chat-lines .data", new() { HasText = "Ahoy by POST ✓" }).Last).ToBeVisibleAsync();
            await Expect(page.Locator("#chat-lines .data", new() { HasText = "Ahoy by WebSocket 𝄞" }).Last).ToBeVisibleAsync();
        }

        await PressAsync(ann, "Leave");
        await ExpectAsync(ann, "closed", "1000 normal");
        await Expect(bob.Locator("#chat-lines .notice", new() { HasText = "left" }).Last).ToBeVisibleAsync();
    }

    [Test]
    public async Task Text_and_bytes_come_back_exactly()
    {
        var page = await OpenWithAsync(NoWebSocket);
        var wrong = await page.EvaluateAsync<string[]>("""
            async () => {
              const { WharfClient } = await import('./wharf-client.js');
              const socket = new WharfClient(new URL('/echo', location));
              await new Promise(resolve => socket.addEventListener('open', resolve, { once: true }));
              const parts = ['', 'a', ' ', '\r', '\n', '\r\n', ':', '\0', '\ufeff', '"\\', '𝄞'];
              const texts = parts.flatMap(a => parts.flatMap(b => [a + b, b + a + a]));
              const bytes = [[], [0], [255, 0, 128], Array.from({ length: 70000 }, (_, i) => i % 256)].map(list => new Uint8Array(list));
              const received = [];
              const all = new Promise(resolve => socket.addEventListener('message', ({ data }) => {
                received.push(data);
                if (received.length === texts.length + bytes.length)
                  resolve();
              }));
              for (const data of [...texts, ...bytes])
                socket.send(data);
              await all;
              const closed = new Promise(resolve => { socket.onclose = resolve; });
              socket.close(4000, 'done');
              const { code, wasClean } = await closed;
              const wrong = texts.filter((text, i) => received[i] !== text).map(text => JSON.stringify(text));
              bytes.forEach((sent, i) => {
                if (String(new Uint8Array(received[texts.length + i])) !== String(sent))
                  wrong.push(`${sent.length} bytes`);
              });
              if (code !== 4000 || !wasClean || socket.transport !== 'sse')
                wrong.push(`${code} ${wasClean} ${socket.transport}`);
              return wrong;
            }
            """);
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task The_transport_can_be_chosen_in_the_address()
    {
        var page = await OpenAsync("?transport=sse#echo");
        await PressAsync(page, "Connect");
        await ExpectAsync(page, "state", "open");
        await ExpectAsync(page, "revision", "Server-Sent Events and POST");
        await PressAsync(page, "Disconnect");
        await ExpectAsync(page, "closed", "1000 normal");
    }

    [TestCase(1001)]
    [TestCase(1006)]
    [TestCase(1012)]
    public async Task A_lost_connection_comes_back(int code)
    {
        var page = await OpenWithAsync($$"""
            globalThis.sockets = [];
            const Real = WebSocket;
            globalThis.WebSocket = class extends Real { constructor(...all) { super(...all); sockets.push(this); } };
            """);
        await PressAsync(page, "Connect");
        await ExpectAsync(page, "state", "open");

        await page.EvaluateAsync($"sockets[0].dispatchEvent(new CloseEvent('close', {{ code: {code} }}))");

        await Expect(page.Locator("#echo-log li.error")).ToContainTextAsync($"Lost: {code}");
        await ExpectAsync(page, "state", "open");
        Assert.That(await page.EvaluateAsync<int>("sockets.length"), Is.EqualTo(2));
        await PressAsync(page, "Disconnect");
        await ExpectAsync(page, "closed", "1000 normal");
    }

    private async Task<IPage> OpenWithAsync(string script, string fragment = "")
    {
        var page = await OpenAsync(fragment);
        await page.AddInitScriptAsync(script);
        await page.ReloadAsync();
        return page;
    }

    private static async Task JoinAsync(IPage page, string name)
    {
        await page.GetByLabel("Your name").FillAsync(name);
        await PressAsync(page, "Join");
        await ExpectAsync(page, "state", "open");
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await Expect(page.GetByLabel("Say")).ToBeFocusedAsync();
        await page.Keyboard.InsertTextAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }
}
