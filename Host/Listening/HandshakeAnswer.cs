using System.Buffers;
using System.IO.Pipelines;
using Abstractions;
using Host.Connections;
using Host.Opening;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>
/// Answers a decided opening handshake and, where it is accepted, runs the connection to its end. All doors of Kestrel's connections meet here.
/// </summary>
internal sealed class HandshakeAnswer(ConnectionSetup setup, ILogger<HandshakeAnswer> logger)
{
    /// <summary>Answers and runs. Completes when nothing of the connection is left.</summary>
    /// <param name="decision">What was decided.</param>
    /// <param name="exchange">How it is answered.</param>
    /// <param name="deadline">Ends the wait for the challenge; disposed here, before the connection begins its life.</param>
    public async Task RunAsync(HandshakeDecision decision, IHandshakeExchange exchange, HandshakeDeadline deadline)
    {
        if (decision.Accepted is not { } accepted)
        {
            await RefuseAsync(decision.Response, exchange);
            return;
        }
        if (!setup.TryOpen(accepted, exchange.Transport, out var connection, out var refusal))
        {
            await RefuseAsync(refusal, exchange);
            return;
        }
        var handlerFinished = Task.CompletedTask;
        try
        {
            await exchange.AcceptAsync(decision.Response);
            if (decision.Response.Challenge is { } challenge)
                await AnswerAsync(challenge, exchange, deadline.Token);
            deadline.Dispose();
            handlerFinished = await RunConnectionAsync(connection, exchange);
        }
        catch (Exception exception) when (EndOfTransport.Is(exception))
        {
            WharfMetrics.HandshakesDropped.Add(1);
            OpeningLog.Dropped(logger, connection.Request.RemoteAddress, "the client did not wait for the answer, or did not send its challenge");
            exchange.Transport.Abort();
        }
        finally
        {
            await setup.FinishAsync(connection, handlerFinished, exchange.Transport);
        }
    }

    /// <summary>Answers with the refusal and ends the exchange.</summary>
    public async Task RefuseAsync(HandshakeResponse response, IHandshakeExchange exchange)
    {
        using var limit = setup.StartLimit(exchange.Transport);
        try
        {
            await exchange.RefuseAsync(response);
        }
        catch (Exception exception) when (EndOfTransport.Is(exception))
        {
            // The client did not wait for the answer, which is its right.
        }
    }

    private static async Task<Task> RunConnectionAsync(Connection connection, IHandshakeExchange exchange)
    {
        ConnectionSetup.Begin(connection);
        try
        {
            return await ReceiveLoop.RunAsync(connection, exchange.Input, exchange.Transport, connection.Services.Time);
        }
        finally
        {
            ConnectionSetup.End(connection);
        }
    }

    private static async Task AnswerAsync(HandshakeChallenge challenge, IHandshakeExchange exchange, CancellationToken deadline)
    {
        var input = exchange.Input;
        var result = await input.ReadAtLeastAsync(challenge.Length, deadline);
        if (result.Buffer.Length < challenge.Length)
            throw new ConnectionAbortedException("The client left before it had sent its challenge.");
        var bytes = result.Buffer.Slice(0, challenge.Length).ToArray();
        input.AdvanceTo(result.Buffer.GetPosition(challenge.Length));
        await exchange.Transport.SendAsync(challenge.Answer(bytes));
    }
}
