using Abstractions;

namespace Adapters.Sse;

/// <summary>The parameters of a request's query.</summary>
internal static class QueryString
{
    /// <summary>The decoded value of the first parameter of the name, or null.</summary>
    public static string? Value(HandshakeRequest request, string name)
    {
        foreach (var parameter in request.Query.Split('&'))
        {
            if (parameter.Length > name.Length && parameter[name.Length] == '=' && parameter.StartsWith(name, StringComparison.Ordinal))
                return Uri.UnescapeDataString(parameter[(name.Length + 1)..].Replace('+', ' '));
        }
        return null;
    }
}
