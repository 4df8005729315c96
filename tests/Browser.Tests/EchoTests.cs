using System.Text.RegularExpressions;

namespace Browser.Tests;

/// <summary>The echo, used as a person would.</summary>
public sealed class EchoTests : PageFixture
{
    [Test]
    public async Task Text_and_bytes_come_back_as_they_were()
    {
        var page = await OpenAsync("#echo");
        await ExpectAsync(page, "revision", "–");
        await PressAsync(page, "Connect");
        await ExpectAsync(page, "state", "open");
        await ExpectAsync(page, "revision", "RFC 6455 (version 13)");
        await ExpectAsync(page, "subprotocol", "–");

        await page.Locator("textarea").FillAsync("Grüße ✓ 𝄞");
        await PressAsync(page, "Send text");
        await ExpectEntryAsync(page, "sent", "text · 16 bytes.*Grüße ✓ 𝄞");
        await ExpectEntryAsync(page, "received", "text · 16 bytes.*Grüße ✓ 𝄞");

        await page.GetByLabel("Bytes in hex").FillAsync("00 7f 80 ff");
        await PressAsync(page, "Send bytes");
        await ExpectEntryAsync(page, "received", "binary · 4 bytes.*00 7f 80 ff");

        await page.GetByLabel("Or a file").SetInputFilesAsync(new FilePayload { Name = "bytes", MimeType = "application/octet-stream", Buffer = new byte[70_000] });
        await PressAsync(page, "Send file");
        await ExpectEntryAsync(page, "received", "binary · 68.4 KiB.*00 00 00");
        await Expect(page.Locator("#echo-log .totals")).ToHaveTextAsync("3 sent, 3 received");

        await PressAsync(page, "Disconnect");
        await ExpectAsync(page, "state", "closed");
        await ExpectAsync(page, "closed", "1000 normal");
    }

    [Test]
    public async Task The_close_code_can_be_chosen()
    {
        var page = await OpenAsync("#echo");
        await page.Locator("summary:visible").ClickAsync();
        await page.Locator("input[name=code]:visible").FillAsync("4321");
        await page.Locator("input[name=reason]:visible").FillAsync("enough");
        await PressAsync(page, "Connect");
        await PressAsync(page, "Disconnect");

        await ExpectAsync(page, "closed", "4321 of the application");
    }

    [Test]
    public async Task Bytes_that_are_none_are_not_sent()
    {
        var page = await OpenAsync("#echo");
        await PressAsync(page, "Connect");

        await page.GetByLabel("Bytes in hex").FillAsync("00 7");
        await PressAsync(page, "Send bytes");

        await ExpectEntryAsync(page, "error", "one is left over");
        await Expect(page.Locator("#echo-log .sent")).ToHaveCountAsync(0);
    }

    private static Task ExpectEntryAsync(IPage page, string type, string pattern) =>
        Expect(page.Locator($"#echo-log li.{type}").Last).ToHaveTextAsync(new Regex(pattern, RegexOptions.Singleline));
}
