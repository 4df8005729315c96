using Contracts;

namespace Handlers.Demo.Tests;

public sealed class ClockHandlerContractTests : HandlerContract<ClockHandler>
{
    protected override ClockHandler CreateHandler() => new(TimeProvider.System);
}
