namespace Proxies.Tests;

/// <summary>Opening handshakes on connections between proxy and server that have carried other requests before.</summary>
public sealed class KeptAliveTests
{
    private static IEnumerable<TestCaseData> Carried =>
        from program in ProxyProgram.All
        from revision in Revision.All
        // HAProxy gives each client of the revisions before HyBi a connection of its own.
        where program == ProxyProgram.Nginx ? revision != Revision.Hixie75 : revision.Location is null
        select new TestCaseData(program, revision);

    [TestCaseSource(nameof(Carried))]
    public async Task A_connection_that_served_others_is_used_again(ProxyProgram program, Revision revision)
    {
        await using var site = await Site.StartAsync(program);
        for (var i = 0; i < 2; i++)
            await site.AssertServesAsync();
        using var client = await site.ConnectAsync();
        await revision.OpenAsync(client);
        await revision.AssertEchoesAsync(client);
        await revision.AssertClosesAsync(client);

        await AssertAcceptedAsync(site, connections: 1);
        await site.AssertServesAsync();
    }

    [TestCaseSource(nameof(Carried))]
    public async Task A_client_asks_for_a_page_first(ProxyProgram program, Revision revision)
    {
        await using var site = await Site.StartAsync(program);
        using var client = await site.ConnectAsync();
        await client.GetAsync();
        await revision.OpenAsync(client);
        await revision.AssertEchoesAsync(client);
        await revision.AssertClosesAsync(client);

        await AssertAcceptedAsync(site, connections: 1);
    }

    // A connection counts before it can carry anything.
    private static async Task AssertAcceptedAsync(Site site, int connections)
    {
        for (var i = 0; i < connections; i++)
            await site.Listener.AcceptedAsync();
        Assert.That(site.Listener.AcceptedAsync().IsCompleted, Is.False, "The proxy made another connection.");
    }
}
