using System.Runtime.InteropServices;
using Host.Plugins;

namespace Host.Tests.Plugins;

public class NativeFilesTests
{
    [TestCase("linux-x64", Architecture.X64, "linux-x64 linux unix-x64 unix any")]
    [TestCase("linux-arm64", Architecture.Arm64, "linux-arm64 linux unix-arm64 unix any")]
    [TestCase("debian.12-x64", Architecture.X64, "debian.12-x64 linux-x64 linux unix-x64 unix any")]
    [TestCase("linux-musl-x64", Architecture.X64, "linux-musl-x64 linux-musl linux-x64 linux unix-x64 unix any")]
    [TestCase("alpine.3.22-x64", Architecture.X64, "alpine.3.22-x64 linux-musl-x64 linux-musl linux-x64 linux unix-x64 unix any")]
    [TestCase("osx-arm64", Architecture.Arm64, "osx-arm64 osx unix-arm64 unix any")]
    [TestCase("win-x64", Architecture.X64, "win-x64 win any")]
    public void Runtime_identifiers_go_from_the_own_to_the_most_general(string own, Architecture architecture, string expected) =>
        Assert.That(string.Join(' ', NativeFiles.Identifiers(own, architecture)), Is.EqualTo(expected));
}
