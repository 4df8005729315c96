using Host.Opening;

namespace Host.Diagnostics;

/// <summary>Which adapter gets a sample request. Texts only, so that it keeps no plugin in memory.</summary>
/// <param name="Revision">What the revision of the request is called.</param>
/// <param name="SentBy">Whose clients send such a request, in words, or null.</param>
/// <param name="Adapter">The adapter's name; null where no loaded one claims the request.</param>
/// <param name="AlsoClaimedBy">Other adapters that claim it, which only one should.</param>
internal sealed record SampleSelection(string Revision, string? SentBy, string? Adapter, IReadOnlyList<string> AlsoClaimedBy)
{
    /// <summary>The selections of all requests that browsers send, then those of the versions that the adapters list beside them.</summary>
    public static IReadOnlyList<SampleSelection> Of(AdapterSet adapters)
    {
        var further = adapters.Adapters.SelectMany(adapter => adapter.Handshake.Versions).Distinct()
            .Except(SampleRequest.OfBrowsers.Select(sample => sample.Version))
            .Select(version => SampleRequest.OfVersion(version!));
        return [.. SampleRequest.OfBrowsers.Concat(further).Select(sample => Of(sample, adapters.ClaimantsOf(sample.Request)))];
    }

    private static SampleSelection Of(SampleRequest sample, IReadOnlyList<string> claimants) =>
        new(sample.Revision, sample.SentBy, claimants.Count == 0 ? null : claimants[0], [.. claimants.Skip(1)]);
}
