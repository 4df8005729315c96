namespace Proxies.Tests;

/// <summary>A proxy as Debian has it.</summary>
/// <param name="Name">Its name, and that of its part of the documentation.</param>
/// <param name="File">The program.</param>
/// <param name="Package">How to get it.</param>
/// <param name="Arguments">Its arguments: to stay in the foreground, with the folder and the file of its configuration.</param>
/// <param name="Frame">What its configuration needs around what an operator has to write.</param>
public sealed record ProxyProgram(string Name, string File, string Package, Func<string, string, string[]> Arguments, Func<string, string> Frame)
{
    public static readonly ProxyProgram Nginx = new(
        "nginx", "/usr/sbin/nginx", "nginx-light",
        (folder, file) => ["-p", folder, "-c", file, "-e", "stderr"],
        site => $$"""
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr info;
            events { }
            http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            {{site}}
            }

            """);

    public static readonly ProxyProgram HAProxy = new(
        "haproxy", "/usr/sbin/haproxy", "haproxy",
        (_, file) => ["-db", "-f", file],
        site => $$"""
            global
                log stderr format raw local0
                # Threads keep their connections to themselves; tests expect to find those of others.
                nbthread 1
            defaults
                log global
                mode http
                option httplog
                timeout connect 5s
                timeout client 50s
                timeout server 50s
            {{site}}

            """);

    public static IReadOnlyList<ProxyProgram> All { get; } = [Nginx, HAProxy];

    /// <summary>Ends the test where the program is missing: as a failure where everything is meant to be installed.</summary>
    public void AssertInstalled()
    {
        if (System.IO.File.Exists(File))
            return;
        var missing = $"{File} is not there: apt-get install {Package}";
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(missing);
        Assert.Ignore(missing);
    }

    public override string ToString() => Name;
}
