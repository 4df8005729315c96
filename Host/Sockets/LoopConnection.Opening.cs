using System.Net;
using Abstractions;
using Host.Connections;
using Host.Listening;
using Host.Opening;

namespace Host.Sockets;

/// <content>
/// The opening handshake. What has come is only looked at until it is known to be a whole handshake that is accepted; anything else is another's,
/// who finds it untouched.
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
        var length = (int)Libc.recv(_descriptor, ref thread.Buffer[0], thread.Buffer.Length, Libc.Peek | Libc.DontWait);
        if (length < 0 && Libc.LastError is Libc.WouldBlock or Libc.Interrupted)
            return;
        if (length <= 0)
        {
            Drop();
            return;
        }
        var door = _listener.Door;
        var received = thread.Buffer.AsSpan(0, length);
        var outcome = door.First.Read(received, isSecure: false, _remote, certificate: null, out var request, out var head);
        if (outcome != FirstRequestOutcome.Handshake)
        {
            HandOver(decision: null);
            return;
        }
        var decision = door.Opening.Decide(request!);
        if (decision.Accepted is not { } accepted || length < head + (decision.Response.Challenge?.Length ?? 0))
        {
            HandOver(decision);
            return;
        }
        if (!door.Setup.TryOpen(accepted, this, out var connection, out var refusal))
        {
            HandOver(HandshakeDecision.Refused(refusal));
            return;
        }
        Open(connection, decision.Response, received, head, thread);
    }

    // That of most answers, many times over.
    private const int AnswerBytes = 512;

    private void Open(Connection connection, HandshakeResponse response, Span<byte> received, int head, LoopThread thread)
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
        // The bytes were there a moment ago, and the buffer of a new socket takes more than any head.
        if (Libc.recv(_descriptor, ref received[0], head, Libc.DontWait) != head
            || Libc.send(_descriptor, in answer[0], answer.Length, Libc.NoSignal | Libc.DontWait) != answer.Length)
        {
            DropUnanswered();
            return;
        }
        _stage = Stage.Open;
        ConnectionSetup.Begin(connection);
        connection.Open();
        AfterReceive(default, thread);
    }

    /// <summary>Gives the socket to Kestrel.</summary>
    public void HandOver(HandshakeDecision? decision)
    {
        LeaveOpening();
        Loop.Remove(_descriptor);
        _stage = Stage.Ended;
        _listener.HandOver(_descriptor, decision);
    }

    private void LeaveOpening() => _listener.Opening(Loop).Remove(this);
}
