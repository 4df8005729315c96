using Abstractions;
using Contracts;

namespace Handlers.Demo.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ChatHandlerTests : IDisposable
{
    private readonly ChatRoom _room = new(new FakeConnectionGroups());
    private readonly List<ChatMember> _members = [];

    public void Dispose() => _members.ForEach(member => member.Dispose());

    [Test]
    public async Task A_line_reaches_everybody_with_the_name_of_who_says_it()
    {
        var (ann, bob) = (await JoinAsync("Ann"), await JoinAsync("Bob"));

        await ann.SayAsync("Ahoy!");

        Assert.That(ann.Lines, Is.EqualTo((string[])["* you are Ann", "* Ann joined", "* Bob joined", "Ann: Ahoy!"]));
        Assert.That(bob.Lines, Is.EqualTo((string[])["* you are Bob", "* Bob joined", "Ann: Ahoy!"]));
    }

    [Test]
    public async Task Who_leaves_is_reported_to_those_who_stay()
    {
        var (ann, bob) = (await JoinAsync("Ann"), await JoinAsync("Bob"));

        await bob.LeaveAsync();

        Assert.That(ann.Lines[^1], Is.EqualTo("* Bob left"));
        Assert.That(bob.Lines, Has.None.Contains("left"));
    }

    [Test]
    public async Task The_last_20_lines_come_before_everything_live()
    {
        var ann = await JoinAsync("Ann");
        foreach (var number in Enumerable.Range(1, 25))
            await ann.SayAsync($"{number}");

        var bob = await JoinAsync("Bob");
        await ann.SayAsync("26");

        string[] expected = ["* you are Bob", .. Enumerable.Range(6, 20).Select(number => $"Ann: {number}"), "* Bob joined", "Ann: 26"];
        Assert.That(bob.Lines, Is.EqualTo(expected));
    }

    [Test]
    public async Task Whoever_joins_while_others_talk_misses_nothing_and_sees_nothing_twice()
    {
        const int count = 1_000;
        var ann = await JoinAsync("Ann");
        var joined = new List<ChatMember>();

        var talking = Task.Run(async () =>
        {
            for (var number = 0; number < count; number++)
                await ann.SayAsync($"{number}");
        });
        while (!talking.IsCompleted)
            joined.Add(await JoinAsync());
        await talking;

        foreach (var member in joined)
        {
            var numbers = member.Lines.Where(line => line.StartsWith("Ann: ", StringComparison.Ordinal)).Select(line => int.Parse(line[5..], null)).ToList();
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(count - numbers.Count, numbers.Count)));
        }
    }

    [TestCase(null, "guest-1")]
    [TestCase("", "guest-1")]
    [TestCase(" * ", "guest-1")]
    [TestCase("\u200B\u202E", "guest-1")]
    [TestCase("Ann", "Ann")]
    [TestCase("  Ann \t Lee ", "Ann Lee")]
    [TestCase("* Ann", "Ann")]
    [TestCase("Ann: hi", "Ann hi")]
    [TestCase("An\r\nn\u001B[2J", "An n [2J")]
    [TestCase("Jürgen 𝄞", "Jürgen 𝄞")]
    [TestCase("𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞", "𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞")]
    public async Task A_name_is_made_fit_to_be_shown(string? wish, string name) => Assert.That((await JoinAsync(wish)).Name, Is.EqualTo(name));

    [Test]
    public async Task A_name_that_is_taken_is_numbered_and_free_again_when_its_owner_has_left()
    {
        var ann = await JoinAsync("Ann");
        Assert.That((await JoinAsync("Ann-3")).Name, Is.EqualTo("Ann-3"));
        Assert.That((await JoinAsync("ann")).Name, Is.EqualTo("ann-4"), "whatever its case, and not a name that is taken, too");

        await ann.LeaveAsync();

        Assert.That((await JoinAsync("Ann")).Name, Is.EqualTo("Ann"));
    }

    [TestCase("one\r\n* Bob left", "one  * Bob left")]
    [TestCase("\u001B[31mred\u0007", "[31mred")]
    [TestCase("a\u2028b\u202Ec", "a bc")]
    [TestCase("  x  ", "x")]
    [TestCase("👩‍🚀 שלום", "👩‍🚀 שלום")]
    public async Task A_message_is_one_line(string text, string line)
    {
        var ann = await JoinAsync("Ann");

        await ann.SayAsync(text);

        Assert.That(ann.Lines[^1], Is.EqualTo($"Ann: {line}"));
    }

    [TestCase("")]
    [TestCase(" \r\n")]
    public async Task An_empty_line_is_not_said(string text)
    {
        var ann = await JoinAsync("Ann");

        await ann.SayAsync(text);

        Assert.That(ann.Lines, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_line_of_500_characters_is_said_and_a_longer_one_refused_to_its_sender_only()
    {
        var (ann, bob) = (await JoinAsync("Ann"), await JoinAsync("Bob"));
        var longest = string.Concat(Enumerable.Repeat("𝄞", 500));

        await ann.SayAsync(longest);
        await ann.SayAsync(new string('x', 501));
        await ann.SayAsync(new string('x', 100_000));

        Assert.That(bob.Lines[^1], Is.EqualTo($"Ann: {longest}"));
        Assert.That(ann.Lines.TakeLast(2), Is.All.EqualTo("* not sent: a line has at most 500 characters"));
    }

    [Test]
    public async Task Binary_is_refused_to_its_sender_only()
    {
        var (ann, bob) = (await JoinAsync("Ann"), await JoinAsync("Bob"));

        await ann.SendAsync(Message.FromBinary(new byte[] { 1, 2, 3 }));

        Assert.That(ann.Lines[^1], Is.EqualTo("* not sent: this is a chat of text"));
        Assert.That(bob.Lines, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_connection_that_was_over_before_it_joined_was_never_there()
    {
        var ann = await JoinAsync("Ann");
        using var late = ChatMember.TooLate(_room);

        await late.ConnectAsync();
        await late.SayAsync("Hello?");
        await late.LeaveAsync();

        Assert.That(ann.Lines, Has.Count.EqualTo(2));
    }

    private async Task<ChatMember> JoinAsync(string? name = null)
    {
        var member = await ChatMember.JoinAsync(_room, name);
        _members.Add(member);
        return member;
    }
}
