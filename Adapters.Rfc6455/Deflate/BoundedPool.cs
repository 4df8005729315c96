namespace Adapters.Rfc6455.Deflate;

/// <summary>Keeps a few objects for the next one who needs one; makes more when there are none, and lets go of more than it may keep. Safe from any thread.</summary>
/// <param name="capacity">How many are kept.</param>
/// <param name="create">Makes one.</param>
internal sealed class BoundedPool<T>(int capacity, Func<T> create) : IDisposable where T : class, IDisposable
{
    private readonly Lock _gate = new();
    private readonly T?[] _kept = new T?[capacity];
    private int _count;
    private bool _isClosed;

    public T Rent()
    {
        lock (_gate)
        {
            if (_count > 0)
            {
                var kept = _kept[--_count]!;
                _kept[_count] = null;
                return kept;
            }
        }
        return create();
    }

    /// <summary>Gives one back that remembers nothing.</summary>
    public void Return(T item)
    {
        lock (_gate)
        {
            if (_count < capacity && !_isClosed)
            {
                _kept[_count++] = item;
                return;
            }
        }
        item.Dispose();
    }

    /// <summary>Frees what is kept. What is still out is freed when it comes back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_count > 0)
            {
                _kept[--_count]!.Dispose();
                _kept[_count] = null;
            }
        }
    }
}
