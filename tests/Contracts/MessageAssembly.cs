using Abstractions;

namespace Contracts;

/// <summary>Joins pieces to messages as the host does, and insists on what the port promises about pieces.</summary>
internal sealed class MessageAssembly
{
    private readonly List<FrameEvent> _events = [];
    private readonly MemoryStream _message = new();
    private FrameKind? _kind;

    public IReadOnlyList<FrameEvent> Events => _events;

    public bool IsInMessage => _kind is not null;

    public void Add(in Frame frame)
    {
        if (frame.Kind is not (FrameKind.Text or FrameKind.Binary))
        {
            if (!frame.EndOfMessage)
                throw new FormatException($"A control frame must be handed over whole, but this {frame.Kind} is not.");
            _events.Add(new FrameEvent(frame.Kind, frame.Payload.ToArray()));
            return;
        }
        if (_kind is not null && _kind != frame.Kind)
            throw new FormatException($"Every piece must be of the kind of its message, but a {frame.Kind} came inside a {_kind}.");
        _message.Write(frame.Payload.Span);
        _kind = frame.Kind;
        if (!frame.EndOfMessage)
            return;
        _events.Add(new FrameEvent(frame.Kind, _message.ToArray()));
        _message.SetLength(0);
        _kind = null;
    }
}
