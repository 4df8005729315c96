namespace Plugins.Scoped;

/// <summary>Sees the same session as the handler it belongs to.</summary>
public sealed class Part(Session session)
{
    public int SessionNumber => session.Number;
}
