namespace Contracts.Vectors;

/// <summary>How a connection stands after the bytes of a vector.</summary>
public enum VectorEnd
{
    /// <summary>It goes on.</summary>
    Open,

    /// <summary>The peer's close frame was received, and is to be answered.</summary>
    Closed,

    /// <summary>The connection fails.</summary>
    Fail,
}
