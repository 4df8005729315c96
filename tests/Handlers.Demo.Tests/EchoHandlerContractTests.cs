using Contracts;

namespace Handlers.Demo.Tests;

public sealed class EchoHandlerContractTests : HandlerContract<EchoHandler>;
