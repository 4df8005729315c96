using Abstractions;

namespace Adapters.Hybi.Tests;

public sealed class Hybi07Specimen() : HybiSpecimen("7")
{
    public override IProtocolAdapter CreateAdapter() => new Hybi07Adapter();
}
