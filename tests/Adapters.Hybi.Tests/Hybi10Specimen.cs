using Abstractions;

namespace Adapters.Hybi.Tests;

public sealed class Hybi10Specimen() : HybiSpecimen("8")
{
    public override IProtocolAdapter CreateAdapter() => new Hybi10Adapter();
}
