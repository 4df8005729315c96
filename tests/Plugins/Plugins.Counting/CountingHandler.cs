using System.Globalization;
using System.Text;
using Abstractions;

namespace Plugins.Counting;

/// <summary>Answers each message with its number, also over versions; and fails to hand that over as a message says.</summary>
public sealed class CountingHandler : IConnectionHandler, IStateHandOver
{
    private int _count;
    private string _last = "";

    // Asynchronous, so that the host holds a task of the plugin's for a while.
    public async ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
    {
        _last = message.Text;
        await connection.SendAsync((++_count).ToString(CultureInfo.InvariantCulture), cancellationToken);
    }

    public ReadOnlyMemory<byte> ExportState() => _last switch
    {
        "export" => throw new InvalidOperationException("No export."),
        "large" => new byte[IStateHandOver.MaxStateBytes + 1],
        _ => Encoding.UTF8.GetBytes($"{_count} {_last}"),
    };

    public void ImportState(IConnection connection, ReadOnlyMemory<byte> state)
    {
        var parts = Encoding.UTF8.GetString(state.Span).Split(' ', 2);
        if (parts[1] == "import")
            throw new InvalidOperationException("No import.");
        _count = int.Parse(parts[0], CultureInfo.InvariantCulture);
    }
}
