using System.Net.Sockets;
using Host;
using Host.Configuration;

// There to the very end: a signal ends the process even where a plugin holds its exit up.
using var signals = new StopSignals();
// Exit, because a thread that a plugin left behind would hold the end of Main up.
ProcessExit.Exit(await RunAsync(args, signals));

static async Task<int> RunAsync(string[] args, StopSignals signals)
{
    try
    {
        var command = CommandLine.Parse(args);
        if (command.Answer is { } answer)
        {
            Console.WriteLine(answer);
            return 0;
        }
        if (command.Check)
            return await Check.RunAsync(command);
        using var hangUp = new HangUpSignal();
        await using var server = Server.Create(command.Settings, ownsProcess: true);
        signals.Allow(server.Shutdown);
        await server.StartAsync();
        hangUp.Handle(() => server.ReloadAsync());
        await signals.First;
        await server.StopAsync();
        return 0;
    }
    catch (Exception exception) when (exception is ConfigurationException or IOException or InvalidDataException or SocketException)
    {
        // What an operator can mend gets one line: a bad value, a broken settings file, an address that cannot be had.
        var cause = exception.InnerException is { } inner and not SocketException && exception is InvalidDataException ? $" {inner.Message}" : "";
        var what = exception is SocketException ? "Cannot listen where --urls or Kestrel:Endpoints say: " : "";
        Console.Error.WriteLine((what + exception.Message + cause).ReplaceLineEndings(" "));
        return 1;
    }
}
