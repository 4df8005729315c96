using System.Diagnostics;
using System.Globalization;

namespace Endurance.Tests;

/// <summary>Thousands of connections that end at random, once over, or for as many seconds as <c>WHARF_CHURN_SECONDS</c> says.</summary>
[Platform("Linux")]
public sealed class ChurnTests
{
    private const int Connections = 2000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("WHARF_CHURN_SECONDS") ?? "0", CultureInfo.InvariantCulture));

    // Fewer of each way where there is little time; all ways together are always as many.
    private static readonly int ConnectionsOfOneWay = Duration > TimeSpan.Zero ? Connections : 500;

    // While time passes for all who wait for it, nobody can be quick.
    private static IEnumerable<Way> Suitable => Ways.All.Where(way => !way.GoesOn);

    private static IEnumerable<string> Names => Suitable.Select(way => way.Name);

    [TestCaseSource(nameof(Names))]
    public Task One_way_leaves_nothing(string name) => RunAsync([Suitable.Single(way => way.Name == name)], ConnectionsOfOneWay);

    [Test]
    public Task All_ways_at_random_leave_nothing() => RunAsync([.. Suitable], Connections);

    private static async Task RunAsync(IReadOnlyList<Way> ways, int connections)
    {
        await using var server = await ObservedServer.StartAsync();
        var descriptors = FileDescriptors.Count;
        var seed = Environment.TickCount;
        var begun = Stopwatch.StartNew();
        do
        {
            await TestContext.Out.WriteLineAsync($"{connections} connections, seed {seed}");
            using var churn = new Churn(server, ways, new Random(seed++));
            await churn.RunAsync(connections);
            await server.AssertNothingIsLeftAsync(descriptors, mayTakeTime: true);
        }
        while (begun.Elapsed < Duration);
    }
}
