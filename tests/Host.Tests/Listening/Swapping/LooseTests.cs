namespace Host.Tests.Listening.Swapping;

/// <summary>Single DLLs in the drop folder itself, which lie beside each other.</summary>
public sealed class LooseTests
{
    [Test]
    public async Task A_single_assembly_is_swapped_and_those_beside_it_are_not()
    {
        await using var server = await StartAsync();

        Copy(server, "Plugins.Scoped", "Other");
        server.Running.Look();

        Assert.That(Changes(server), Is.EqualTo((string[])["Other#2 (0.1.0) is served from now on in place of Other#1 (0.1.0)."]));
        await server.CollectUntilAsync("Other#1 unloaded in ");
    }

    [Test]
    public async Task One_more_changes_none_of_the_others()
    {
        await using var server = await StartAsync();

        Copy(server, "Plugins.Scoped", "Third");
        server.Running.Look();

        Assert.That(Changes(server), Is.EqualTo((string[])["Third#1 (0.1.0) is served from now on."]));
    }

    [Test]
    public async Task A_library_beside_them_is_of_all()
    {
        await using var server = await StartAsync();

        server.Drop.Write("data.txt", "of all");
        server.Running.Look();

        Assert.That(Changes(server), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task One_that_is_deleted_goes_alone()
    {
        await using var server = await StartAsync();

        File.Delete(server.Drop["Other.dll"]);
        server.Running.Look();

        Assert.That((await server.RefusedAsync("/faulty")).Status, Is.EqualTo(404));
        Assert.That(server.Log.Lines, Has.Member("Other#1 (0.1.0) is not served any more: its files are gone."));
        Assert.That(Changes(server), Is.Empty);
    }

    [Test]
    public async Task Half_a_file_is_not_taken_for_a_library_nor_for_a_deletion()
    {
        await using var server = await StartAsync();

        await using (var file = File.OpenWrite(server.Drop["Other.dll"]))
            file.SetLength(file.Length / 2);
        server.Running.Look();

        Assert.That(server.Log.Errors.Single(), Does.StartWith("The new Other is not loaded, and Other#1 goes on: "));
        Assert.That(Changes(server), Is.Empty);
    }

    // Faulty is good where no fault is asked for.
    private static async Task<SwappingServer> StartAsync() => await new SwappingServer().StartAsync(drop =>
    {
        drop.Add("Plugins.Leaky", ".kept/Leaky").Add("Plugins.Faulty", ".kept/Other");
        File.Copy(drop[".kept/Leaky/Leaky.dll"], drop["Leaky.dll"]);
        File.Copy(drop[".kept/Other/Other.dll"], drop["Other.dll"]);
        File.Copy(drop[".kept/Other/Greeting.dll"], drop["Greeting.dll"]);
        drop.Set("Plugins:Leaky:Leaves", "nothing");
    });

    private static void Copy(SwappingServer server, string project, string name)
    {
        server.Drop.Add(project, $".kept/new/{name}");
        File.Copy(server.Drop[$".kept/new/{name}/{name}.dll"], server.Drop[name + ".dll"], overwrite: true);
    }

    private static List<string> Changes(SwappingServer server) => [.. server.Log.Lines.Where(line => line.Contains("is served from now on"))];
}
