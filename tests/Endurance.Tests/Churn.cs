using Host.Tests.Listening;

namespace Endurance.Tests;

/// <summary>
/// Many connections at once, each over a road and for a while that chance decides, and each ended in one of the ways. The server's time stands
/// still until every client has done what it does; then it passes for those who wait for it.
/// </summary>
internal sealed class Churn(ObservedServer server, IReadOnlyList<Way> ways, Random random) : IDisposable
{
    // Of clients at work. Those who wait for time are beside them.
    private const int AtOnce = 200;
    private const int MostEchoes = 5;

    private readonly SemaphoreSlim _places = new(AtOnce);

    public async Task RunAsync(int connections)
    {
        var clients = new List<Task>(connections);
        var waiting = new List<Task>();
        for (var i = 0; i < connections; i++)
        {
            await _places.WaitAsync();
            var way = ways[random.Next(ways.Count)];
            var revisions = Revision.All.Where(way.Concerns).ToList();
            var (revision, door, tls, echoes) = (revisions[random.Next(revisions.Count)], way.Doors[random.Next(way.Doors.Count)], random.Next(4) == 0, random.Next(MostEchoes));
            var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add(FreePlaceAsync(free.Task));
            clients.Add(Task.Run(() => RunAsync(way, revision, door, tls, echoes, free)));
        }
        await Task.WhenAll(waiting);
        await server.PassTimeSlowlyUntilAsync(Task.WhenAll(clients));
    }

    public void Dispose() => _places.Dispose();

    private async Task FreePlaceAsync(Task free)
    {
        await free;
        _places.Release();
    }

    private async Task RunAsync(Way way, Revision revision, Door door, bool tls, int echoes, TaskCompletionSource free)
    {
        try
        {
            using var peer = await Peer.ConnectAsync(server, revision, door, tls);
            peer.Echoes = echoes;
            peer.PassTimeUntilAsync = task =>
            {
                free.TrySetResult();
                return task;
            };
            if (await way.Run(peer) is { } code)
                Assert.That((await peer.EndedAsync().WaitAsync(RawClient.HangLimit)).Code, Is.EqualTo(code), $"{way} over {revision}, {door}, {(tls ? "TLS" : "TCP")}");
        }
        finally
        {
            free.TrySetResult();
        }
    }
}
