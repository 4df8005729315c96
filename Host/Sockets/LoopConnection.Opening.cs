using System.Net;
using Abstractions;
using Host.Connections;
using Host.Listening;
using Host.Opening;

namespace Host.Sockets;

/// <content>
/// The opening handshake. What comes first is a whole handshake that is accepted, nearly always; anything else is Kestrel's, who gets it untouched.
/// </content>
internal sealed partial class LoopConnection
{
    // The opening handshake took too long, or nobody waits for it any more.
    private void Drop()
    {
        WharfMetrics.HandshakesDropped.Add(1);
        LeaveOpening();
        Close();
    }

    // A connection may have been made of it, of which its handler has not heard.
    private void DropUnanswered()
    {
        Drop();
        if (_connection is not null)
            Finish(Task.CompletedTask);
    }

    private void OpenHandshake(LoopThread thread)
    {
        var door = _listener.Door;
        // No more than is looked at: what is handed over is copied.
        var length = (int)Libc.recv(_descriptor, ref thread.Buffer[0], Math.Min(thread.Buffer.Length, door.First.MostBytes), Libc.DontWait);
        if (length < 0 && Libc.LastError is Libc.WouldBlock or Libc.Interrupted)
            return;
        if (length <= 0)
        {
            Drop();
            return;
        }
        var received = thread.Buffer.AsMemory(0, length);
        var outcome = door.First.Read(received.Span, isSecure: false, _remote, certificate: null, out var request, out var head);
        if (outcome != FirstRequestOutcome.Handshake)
        {
            HandOver(decision: null, received.Span);
            return;
        }
        var decision = door.Opening.Decide(request!);
        if (decision.Accepted is not { } accepted || length < head + (decision.Response.Challenge?.Length ?? 0))
        {
            HandOver(decision, received.Span);
            return;
        }
        if (!door.Setup.TryOpen(accepted, this, out var connection, out var refusal))
        {
            HandOver(HandshakeDecision.Refused(refusal), received.Span);
            return;
        }
        Open(connection, decision.Response, received, head, thread);
    }

    // That of most answers, many times over.
    private const int AnswerBytes = 512;

    private void Open(Connection connection, HandshakeResponse response, Memory<byte> received, int head, LoopThread thread)
    {
        _connection = connection;
        _remote = null;
        LeaveOpening();
        _listener.Loops.Began();
        var length = ResponseHead.AcceptedLength(response);
        ReadOnlySpan<byte> proof = default;
        if (response.Challenge is { } challenge)
        {
            proof = challenge.Answer(received.Slice(head, challenge.Length).ToArray()).Span;
            head += challenge.Length;
        }
        var answer = length + proof.Length <= AnswerBytes ? stackalloc byte[AnswerBytes] : new byte[length + proof.Length];
        answer = answer[..(length + proof.Length)];
        ResponseHead.WriteAccepted(response, answer);
        proof.CopyTo(answer[length..]);
        // The buffer of a new socket takes more than any head.
        if (Libc.send(_descriptor, in answer[0], answer.Length, Libc.NoSignal | Libc.DontWait) != answer.Length)
        {
            DropUnanswered();
            return;
        }
        _stage = Stage.Open;
        ConnectionSetup.Begin(connection);
        connection.Open();
        var rest = received[head..];
        AfterReceive(rest.IsEmpty ? rest : rest[Feed(rest)..], thread);
    }

    /// <summary>Gives the socket to Kestrel.</summary>
    /// <param name="decision">What was decided about the handshake on it, if it is one.</param>
    /// <param name="received">What was received from it.</param>
    public void HandOver(HandshakeDecision? decision, ReadOnlySpan<byte> received)
    {
        LeaveOpening();
        Loop.Remove(_descriptor);
        _stage = Stage.Ended;
        _listener.HandOver(new HandedOver(_descriptor, decision, received.ToArray()));
    }

    private void LeaveOpening() => _listener.Opening(Loop).Remove(this);
}
