using Host.Configuration;

namespace Host.Upstream;

/// <summary>
/// The order of the requests to one upstream address, one of which has its turn at a time. Those with a number have theirs when all lower ones
/// have been delivered; the others, in the order of their arrival. Bounded in requests, bytes and time. Safe from any thread.
/// </summary>
internal sealed class OrderingWindow(Limits limits, TimeProvider time)
{
    private const int FirstNumber = 1;

    private readonly Lock _gate = new();
    private readonly List<Place> _places = [];
    private long _next = FirstNumber;
    private int _heldBytes;
    private Place? _current;
    private bool _hasEnded;

    /// <summary>Whether a message of the number has been delivered.</summary>
    public bool IsDelivered(long? number)
    {
        lock (_gate)
            return number < _next;
    }

    /// <summary>Takes a place, which <see cref="Leave"/> gives back. Null beyond the window, and for a number that has one.</summary>
    public Place? TryEnter(long? number)
    {
        lock (_gate)
        {
            if (_hasEnded || _places.Count == limits.UpstreamMessages || number < _next || number >= _next + limits.UpstreamMessages)
                return null;
            if (number is not null && _places.Exists(other => other.Number == number))
                return null;
            var place = new Place(number, isAhead: number > _next);
            _places.Add(place);
            if (_current is null && IsNext(place))
                _current = place;
            else
                place.Turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return place;
        }
    }

    /// <summary>Counts what is held for a place until its turn.</summary>
    /// <returns>False where there is no room for it.</returns>
    public bool TryHold(Place place, int bytes)
    {
        lock (_gate)
        {
            if (bytes > limits.UpstreamBytes - _heldBytes)
                return false;
            place.Bytes = bytes;
            _heldBytes += bytes;
            return true;
        }
    }

    /// <summary>Waits for the turn of a place.</summary>
    /// <returns>False where it does not come in time, or never.</returns>
    /// <exception cref="OperationCanceledException">The request is gone.</exception>
    public async ValueTask<bool> WaitAsync(Place place, CancellationToken cancellationToken)
    {
        if (place.Turn is null)
            return true;
        try
        {
            return await place.Turn.Task.WaitAsync(TimeSpan.FromSeconds(limits.UpstreamSeconds), time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Gives a place back, and with it the turn, if it had it.</summary>
    /// <param name="place">The place.</param>
    /// <param name="isDelivered">Whether its number has been used; else another request may come with it.</param>
    public void Leave(Place place, bool isDelivered)
    {
        lock (_gate)
        {
            _places.Remove(place);
            _heldBytes -= place.Bytes;
            if (_current != place)
                return;
            if (isDelivered && place.Number is not null)
                _next++;
            _current = _hasEnded ? null : _places.Find(IsNext);
            _current?.Turn!.TrySetResult(true);
        }
    }

    /// <summary>The connection is over: no turn comes any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            foreach (var place in _places)
                place.Turn?.TrySetResult(false);
        }
    }

    private bool IsNext(Place place) => place.Number is null || place.Number == _next;
}
