using Host.Tests.Listening;

namespace Endurance.Tests;

/// <summary>Every way to end a connection, over every road that leads to it: one disconnect with the right code, and nothing is left.</summary>
[Platform("Linux")]
public sealed class WayTests
{
    private const int Times = 3;

    private ObservedServer _server = null!;

    private static IEnumerable<TestCaseData> Cases =>
        from way in Ways.All
        from revision in Revision.All
        where way.Concerns(revision)
        from door in way.Doors
        from tls in (bool[])[false, true]
        select new TestCaseData(way.Name, revision.Name, door, tls);

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ObservedServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(Cases))]
    public async Task It_is_told_once_and_leaves_nothing(string name, string revisionName, Door door, bool tls)
    {
        var way = Ways.All.Single(way => way.Name == name);
        var revision = Revision.All.Single(revision => revision.Name == revisionName);
        var descriptors = FileDescriptors.Count;
        for (var i = 0; i < Times; i++)
            await RunAsync(way, revision, door, tls);

        await _server.AssertNothingIsLeftAsync(descriptors, mayTakeTime: way.TakesTime);
    }

    private async Task RunAsync(Way way, Revision revision, Door door, bool tls)
    {
        using var peer = await Peer.ConnectAsync(_server, revision, door, tls);
        var code = await way.Run(peer);
        if (code is not null)
            Assert.That((await peer.EndedAsync().WaitAsync(RawClient.HangLimit)).Code, Is.EqualTo(code));
    }
}
