namespace Swap.Tests;

/// <summary>200 clients at once, until it is told to stop.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Clients = 200;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<NumberingClient> _clients = [];
    private readonly Task _running;

    public Load(Uri address, Progress progress, int seed, bool mayBeRefused = false)
    {
        for (var i = 0; i < Clients; i++)
            _clients.Add(new NumberingClient(address, progress, new Random(seed + i)) { MayBeRefused = mayBeRefused });
        _running = Task.WhenAll(_clients.Select(client => Task.Run(() => RunAsync(client))));
    }

    public int Answers => _clients.Sum(client => client.Answers);

    public int Ended => _clients.Sum(client => client.Ended);

    public int Cut => _clients.Sum(client => client.Cut);

    public int Refused => _clients.Sum(client => client.Refused);

    /// <summary>Is cancelled with the first client that saw what must not be.</summary>
    public CancellationToken Failed => _stop.Token;

    /// <summary>Has every client end its connection, and throws what they have seen that must not be.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(120));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_running, Task.Delay(TimeSpan.FromSeconds(120)));
        _stop.Dispose();
    }

    public override string ToString() => $"{Answers} answers, {Ended} connections that ended themselves, {Cut} that were told to reconnect, {Refused} handshakes refused";

    private async Task RunAsync(NumberingClient client)
    {
        try
        {
            await client.RunAsync(_stop.Token);
        }
        catch
        {
            await _stop.CancelAsync();
            throw;
        }
    }
}
