// The yardstick of the benchmarks: Kestrel and UseWebSockets. usage: dotnet KestrelEcho.dll PORT [CERTIFICATE.pem KEY.pem]
// /broadcast sends every message to all who are there, /deflate answers offers of permessage-deflate; anything else is an echo.
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using KestrelEcho;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

var port = int.Parse(args[0], CultureInfo.InvariantCulture);
var certificate = args.Length > 2 ? X509Certificate2.CreateFromPemFile(args[1], args[2]) : null;
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseKestrelHttpsConfiguration();
builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port, endpoint =>
{
    if (certificate is not null)
        endpoint.UseHttps(certificate);
}));

var application = builder.Build();
application.UseWebSockets();
application.Run(async context =>
{
    if (!context.WebSockets.IsWebSocketRequest)
    {
        context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        return;
    }
    var deflate = context.Request.Path == "/deflate";
    using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = deflate });
    await (context.Request.Path == "/broadcast" ? Echo.BroadcastAsync(socket, context.RequestAborted) : Echo.RunAsync(socket, context.RequestAborted));
});
await application.RunAsync();
