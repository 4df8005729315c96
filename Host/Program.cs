using Host;
using Host.Configuration;

try
{
    var command = CommandLine.Parse(args);
    if (command.Answer is { } answer)
    {
        Console.WriteLine(answer);
        return 0;
    }
    await using var server = Server.Create(command.Settings);
    await server.RunAsync();
    return 0;
}
catch (Exception exception) when (exception is ConfigurationException or IOException or InvalidDataException)
{
    // What an operator can mend gets one line: a bad value, a broken settings file, an address in use.
    Console.Error.WriteLine(exception.Message);
    return 1;
}
