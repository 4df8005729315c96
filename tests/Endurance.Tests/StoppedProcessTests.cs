using System.Text;
using Abstractions;

namespace Endurance.Tests;

/// <summary>A peer whose process has stopped looks alive to the kernel, and to nobody else.</summary>
[Platform("Linux")]
public sealed class StoppedProcessTests
{
    private ObservedServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await ObservedServer.StartAsync();
        // The pipe of a child process needs things that stay.
        await RunAsync(Revision.Rfc6455, message: null);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task It_is_noticed_and_leaves_nothing([Values("rfc6455", "hixie76")] string revisionName, [Values(null, Command.Flood, Command.Close)] string? message)
    {
        var revision = Revision.All.Single(revision => revision.Name == revisionName);
        var descriptors = FileDescriptors.Count;
        var reason = await RunAsync(revision, message);

        Assert.That(reason.Code, Is.EqualTo(CloseCode.AbnormalClosure));
        await _server.AssertNothingIsLeftAsync(descriptors, mayTakeTime: true);
    }

    private async Task<CloseReason> RunAsync(Revision revision, string? message)
    {
        var number = _server.Census.NextNumber();
        var handshake = Encoding.Latin1.GetBytes(revision.Handshake($"{CommandedHandler.ClientHeader}: {number}\r\n"));
        byte[] bytes = message is null ? handshake : [.. handshake, .. revision.Text(message)];
        using var client = await StoppedProcess.StartAsync(_server.EndPoint, bytes);
        var ended = _server.Census.EndedAsync(number);
        await _server.PassTimeUntilAsync(ended);
        return await ended;
    }
}
