using System.Buffers;

namespace Host.Tests.Connections;

/// <summary>A pool that knows who has what: an array comes back once, and is spoilt for whoever still looks at it.</summary>
internal sealed class StrictPool : ArrayPool<byte>
{
    private readonly Lock _gate = new();
    private readonly HashSet<byte[]> _rented = [];

    /// <summary>Arrays that have not come back.</summary>
    public int Rented
    {
        get
        {
            lock (_gate)
                return _rented.Count;
        }
    }

    /// <summary>Arrays that were ever given out.</summary>
    public int Rents { get; private set; }

    public override byte[] Rent(int minimumLength)
    {
        var array = new byte[minimumLength];
        lock (_gate)
        {
            Rents++;
            _rented.Add(array);
        }
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        lock (_gate)
        {
            if (!_rented.Remove(array))
                throw new InvalidOperationException("The array was not rented, or comes back twice.");
        }
        Array.Fill(array, (byte)0xEE);
    }
}
