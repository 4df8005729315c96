using System.Buffers;
using Abstractions;

namespace Host.Connections;

/// <content>Messages to groups: never waiting, and already encoded where the codec shares.</content>
internal sealed partial class SendQueue
{
    /// <summary>Remembers from now on where frames end, so that the oldest can be dropped.</summary>
    public void TrackFrames()
    {
        lock (_gate)
            _frames.TrackFrames();
    }

    /// <summary>Queues a message without waiting.</summary>
    /// <param name="encoding">The message and what it was encoded to for others.</param>
    /// <param name="policy">What to do without room.</param>
    /// <param name="mustFlush">Whether the caller must call <see cref="FlushPosted"/>.</param>
    public PostOutcome Post(SharedEncoding encoding, SlowMemberPolicy policy, out bool mustFlush)
    {
        mustFlush = false;
        lock (_gate)
        {
            if (_closed is not null || !CanSend(encoding.Message.Kind))
                return PostOutcome.Refused;
            // Where frames end is known to one who writes them: the key is asked for here, under the lock.
            var key = codec.SharingKey;
            var shared = key is null ? default : encoding.For(key, this);
            if (!MakeRoom(key is null ? encoding.Message.Payload.Length : shared.Length, policy))
                return policy == SlowMemberPolicy.Disconnect ? PostOutcome.TooSlow : PostOutcome.Dropped;
            if (key is null)
            {
                Encode(encoding.Message);
            }
            else
            {
                var before = _frames.Length;
                _frames.Write(shared);
                Encoded(before, isData: true);
                WharfMetrics.MessagesSent.Add(1);
            }
            mustFlush = TryStartFlush();
            return PostOutcome.Queued;
        }
    }

    /// <summary>Sends what <see cref="Post"/> has queued.</summary>
    public void FlushPosted() => Flush();

    private bool MakeRoom(int length, SlowMemberPolicy policy)
    {
        while (_queuedBytes > 0 && _queuedBytes + length > limitBytes)
        {
            if (policy == SlowMemberPolicy.Disconnect || _frames.DropOldest() is not (> 0 and var dropped))
                return false;
            _queuedBytes -= dropped;
            WharfMetrics.GroupMessagesDropped.Add(1);
        }
        return true;
    }
}
