using System.Text.RegularExpressions;

namespace Browser.Tests;

/// <summary>The clock, looked at.</summary>
public sealed class ClockTests : PageFixture
{
    private static readonly Regex ThreeOrMore = new(@"^([3-9]|\d\d+) ticks$");

    [Test]
    public async Task The_clock_ticks_until_it_is_stopped()
    {
        var page = await OpenAsync("#clock");
        await PressAsync(page, "Start");

        await Expect(page.Locator(".ticks")).ToHaveTextAsync(ThreeOrMore);
        await Expect(page.Locator(".face .time")).ToHaveTextAsync(new Regex(@"\d\d:\d\d:\d\d"));
        await Expect(page.Locator("#clock-log .totals")).ToHaveTextAsync(new Regex("^0 sent, [3-9]"));

        await PressAsync(page, "Stop");
        await ExpectAsync(page, "closed", "1000 normal");
    }

    [Test]
    public async Task The_clock_goes_on_while_another_section_is_shown_and_begins_anew_when_it_is_started_again()
    {
        var page = await OpenAsync("#clock");
        await PressAsync(page, "Start");
        await page.GetByRole(AriaRole.Link, new() { Name = "Echo" }).ClickAsync();
        await Expect(page.Locator("nav a[data-state=open]")).ToContainTextAsync("Clock");
        await Expect(page.Locator(".ticks")).ToHaveTextAsync(ThreeOrMore);

        await page.GetByRole(AriaRole.Link, new() { Name = "Clock" }).ClickAsync();
        await PressAsync(page, "Stop");
        await ExpectAsync(page, "state", "closed");
        await PressAsync(page, "Start");

        await Expect(page.Locator(".ticks")).ToHaveTextAsync(new Regex("^[12] ticks?$"));
    }
}
