using Microsoft.Extensions.Hosting;

namespace Host.Listening;

/// <summary>In place of the framework's lifetime, which would close the listeners at the first signal: <see cref="StopSignals"/> hears signals.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
