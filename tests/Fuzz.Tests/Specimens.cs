using Adapters.Hixie75.Tests;
using Adapters.Hixie76.Tests;
using Adapters.Hybi.Tests;
using Adapters.Rfc6455.Tests;
using Adapters.Rfc6455.Tests.Deflate;
using Adapters.Sse.Tests;
using Contracts;

namespace Fuzz.Tests;

/// <summary>Every adapter of the repository, each in every way in which it makes another codec.</summary>
internal static class Specimens
{
    public static IReadOnlyList<IAdapterSpecimen> All { get; } =
    [
        new Hixie75Specimen(), new Hixie76Specimen(), new Hybi07Specimen(), new Hybi10Specimen(), new Rfc6455Specimen(),
        new NativePerConnection(), new NativeShared(), new ManagedPerConnection(), new ManagedShared(),
        new SseSpecimen(),
    ];

    public static IEnumerable<TestCaseData> Cases => All.Select(specimen => new TestCaseData(specimen).SetArgDisplayNames(specimen.GetType().Name));
}
