using Contracts;

namespace Handlers.Demo.Tests;

public sealed class ChatHandlerContractTests : HandlerContract<ChatHandler>
{
    private readonly ChatRoom _room = new(new FakeConnectionGroups());

    protected override ChatHandler CreateHandler() => new(_room);
}
