using System.Globalization;
using Host.Configuration;

namespace Host.Tests.Configuration;

public sealed class DescriptorLimitTests
{
    [Test]
    [Platform("Linux")]
    public void The_limit_is_what_the_system_says_of_this_process()
    {
        var line = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];

        Assert.That(DescriptorLimit.Current, Is.EqualTo(int.Parse(soft, CultureInfo.InvariantCulture)));
    }
}
