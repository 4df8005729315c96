// The yardstick of the benchmarks: an echo on Kestrel and UseWebSockets. usage: dotnet KestrelEcho.dll PORT
using System.Globalization;
using System.Net;
using KestrelEcho;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

var port = int.Parse(args[0], CultureInfo.InvariantCulture);
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port));

var application = builder.Build();
application.UseWebSockets();
application.Run(async context =>
{
    if (!context.WebSockets.IsWebSocketRequest)
    {
        context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        return;
    }
    using var socket = await context.WebSockets.AcceptWebSocketAsync();
    await Echo.RunAsync(socket, context.RequestAborted);
});
await application.RunAsync();
