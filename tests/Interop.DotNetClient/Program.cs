// .NET's ClientWebSocket. usage: dotnet Interop.DotNetClient.dll rfc6455|rfc6455-deflate|rfc8441|rfc8441-deflate URL [NAMES]
// One line on standard output is the verdict, as the other clients of Interop.Tests write it.
using Interop.DotNetClient;

if (args is not [var revision, var address, .. var others] || others.Length > 1 || !Uri.TryCreate(address, UriKind.Absolute, out var url))
{
    Console.Error.WriteLine("usage: dotnet Interop.DotNetClient.dll REVISION URL [NAMES]");
    return 64;
}

using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(others is [] ? 18 : 600));
using var plan = new Plan(revision);
try
{
    if (others is [var names])
        await plan.ChatAsync(url, $"dotnet-clientwebsocket/{revision}", names.Split(','), timeout.Token);
    else
        await plan.PlayAsync(url, timeout.Token);
    Console.WriteLine($"PASS client=dotnet-clientwebsocket revision={revision} checks={plan.Checks}");
    return 0;
}
catch (Exception exception)
{
    var cause = exception.GetBaseException();
    var reason = string.Join(' ', $"{cause.GetType().Name} {cause.Message}".Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
    Console.WriteLine($"FAIL client=dotnet-clientwebsocket revision={revision} after={plan.Checks} at={plan.At} reason={reason}");
    return 1;
}
