namespace Adapters.Rfc6455.Deflate;

/// <summary>Chooses among the offers of a client (RFC 7692 5.1 and 7.1).</summary>
/// <param name="context">What the operator wants to be remembered.</param>
/// <param name="smallestWindowBits">The smallest window that compressors can be held to.</param>
internal sealed class DeflateNegotiation(DeflateContext context, int smallestWindowBits)
{
    /// <summary>The first offer that can be honoured, as it is answered; null where there is none.</summary>
    // RFC 7692 5.1: offers are in the order of the client's preference, and one that is not understood is declined, not refused.
    public DeflateParameters? Choose(IEnumerable<ExtensionOffer> offers)
    {
        foreach (var offer in offers)
        {
            if (offer.Name == DeflateParameters.ExtensionName && Accept(offer) is { } parameters)
                return parameters;
        }
        return null;
    }

    private DeflateParameters? Accept(ExtensionOffer offer)
    {
        var shared = context == DeflateContext.Shared;
        // RFC 7692 7.1.1: a server may ask for both of its own accord; what the client asks for is granted, because it costs less.
        var accepted = new DeflateParameters { ServerNoContextTakeover = shared, ClientNoContextTakeover = shared };
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in offer.Parameters)
        {
            // RFC 7692 7.1: a parameter that is unknown, repeated or of a bad value means that the offer is declined.
            if (!names.Add(name))
                return null;
            switch (name)
            {
                case DeflateParameters.ServerNoContextTakeoverName when value is null:
                    accepted = accepted with { ServerNoContextTakeover = true };
                    break;
                case DeflateParameters.ClientNoContextTakeoverName when value is null:
                    accepted = accepted with { ClientNoContextTakeover = true };
                    break;
                case DeflateParameters.ServerMaxWindowBitsName when WindowBits(value) is { } bits && bits >= smallestWindowBits:
                    accepted = accepted with { ServerMaxWindowBits = bits };
                    break;
                case DeflateParameters.ClientMaxWindowBitsName when value is null || WindowBits(value) is not null:
                    break;
                default:
                    return null;
            }
        }
        return accepted;
    }

    // RFC 7692 7.1.2: a decimal from 8 to 15 without leading zeroes.
    private static int? WindowBits(string? value) => value switch
    {
        "8" => 8,
        "9" => 9,
        "10" => 10,
        "11" => 11,
        "12" => 12,
        "13" => 13,
        "14" => 14,
        "15" => 15,
        _ => null,
    };
}
