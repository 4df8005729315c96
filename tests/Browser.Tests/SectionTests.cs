namespace Browser.Tests;

/// <summary>The way through the page: one section for each demonstration.</summary>
public sealed class SectionTests : PageFixture
{
    [TestCase("", "Echo")]
    [TestCase("#echo", "Echo")]
    [TestCase("#chat", "Chat")]
    [TestCase("#clock", "Clock")]
    [TestCase("#nowhere", "Echo")]
    public async Task The_fragment_says_which_section_is_shown(string fragment, string section)
    {
        var page = await OpenAsync(fragment);

        await ExpectSectionAsync(page, section);
        await Expect(page).ToHaveTitleAsync($"Wharf: {section.ToLowerInvariant()}");
    }

    [Test]
    public async Task Every_section_is_reached_and_used_with_the_keyboard()
    {
        var page = await OpenAsync();
        foreach (var section in (string[])["Chat", "Clock", "Echo"])
        {
            await page.GetByRole(AriaRole.Link, new() { Name = section }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await ExpectSectionAsync(page, section);
        }

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        Assert.That(await page.EvaluateAsync<string>("document.activeElement.textContent"), Is.EqualTo("Clock"));
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await ExpectAsync(page, "state", "open");
    }

    [Test]
    public async Task The_way_back_is_that_of_the_browser()
    {
        var page = await OpenAsync("#chat");
        await page.GetByRole(AriaRole.Link, new() { Name = "Clock" }).ClickAsync();
        await ExpectSectionAsync(page, "Clock");

        await page.GoBackAsync();

        await ExpectSectionAsync(page, "Chat");
    }

    [Test]
    public async Task Skipping_the_links_does_not_change_what_is_shown()
    {
        var page = await OpenAsync("#chat");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        Assert.That(await page.EvaluateAsync<string>("document.activeElement.id"), Is.EqualTo("main"));
        await ExpectSectionAsync(page, "Chat");
    }

    [Test]
    public async Task Nothing_is_wider_than_a_phone([Values("#echo", "#chat", "#clock")] string fragment, [Values(320, 390)] int width)
    {
        var page = await OpenAsync(fragment, width, 800);
        await page.Locator("summary:visible").ClickAsync();

        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
    }

    private static async Task ExpectSectionAsync(IPage page, string section)
    {
        await Expect(page.GetByRole(AriaRole.Region)).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = section })).ToBeVisibleAsync();
        await Expect(page.Locator("nav [aria-current=page]")).ToHaveTextAsync(section);
    }
}
