using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Plugins.Own;

/// <summary>A native library under a name that no system has.</summary>
internal static class Native
{
    public static string Call()
    {
        var bytes = Encoding.ASCII.GetBytes("123456789");
        try
        {
            return CompressionNative_Crc32(0, bytes, bytes.Length).ToString("x", CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return e.GetType().Name;
        }
    }

    [DllImport("wharfprobe")]
    private static extern uint CompressionNative_Crc32(uint crc, byte[] buffer, int length);
}
