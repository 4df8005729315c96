using System.Text;
using Abstractions;
using Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Adapters.Hixie76.Tests;

public sealed class FrameCodecProperties
{
    private readonly Hixie76Specimen _specimen = new();

    [Test]
    public void Any_conversation_decodes_to_itself_however_it_is_cut() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Conversations.Any, conversation =>
        {
            var stream = conversation.Encode();
            var feeding = Feeding.Of(_specimen.CreateCodec(), stream, conversation.CutsOf(stream));
            return feeding.Violation is null && !feeding.IsInMessage
                && feeding.Events.SequenceEqual(conversation.Texts.Select(text => new FrameEvent(FrameKind.Text, Encoding.UTF8.GetBytes(text))));
        }));

    // .NET's decoder replaces maximal subparts, too.
    [Test]
    public void Any_bytes_come_out_as_the_platform_decodes_them() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(20_000),
        Prop.ForAll(Conversations.AnyBytes, text =>
        {
            byte[] stream = [0, .. text.Bytes, 0xFF];
            var feeding = Feeding.Of(_specimen.CreateCodec(), stream, CutsOf(stream, text.CutsPerMille));
            return feeding.Events.SequenceEqual([new FrameEvent(FrameKind.Text, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text.Bytes)))]);
        }));

    [Test]
    public void Any_bytes_are_written_as_the_platform_decodes_them() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(20_000),
        Prop.ForAll(Conversations.AnyBytes, text =>
        {
            var pieces = new List<Frame>();
            var start = 0;
            foreach (var cut in CutsOf(text.Bytes, text.CutsPerMille))
            {
                pieces.Add(new Frame(FrameKind.Text, text.Bytes.AsMemory(start..cut), endOfMessage: false));
                start = cut;
            }
            pieces.Add(new Frame(FrameKind.Text, text.Bytes.AsMemory(start..)));
            return FrameEvent.Join(Client.Decode(_specimen.CreateCodec().Write([.. pieces])))
                .SequenceEqual([new FrameEvent(FrameKind.Text, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text.Bytes)))]);
        }));

    [Test]
    public void Junk_gives_frames_or_a_violation() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(10_000),
        Prop.ForAll(Conversations.Junk, junk =>
        {
            // Any exception but a ProtocolException comes out of the feeding, and an endless loop fails it.
            var whole = Feeding.Of(_specimen.CreateCodec(200), junk.Bytes);
            var cut = Feeding.Of(_specimen.CreateCodec(200), junk.Bytes, CutsOf(junk.Bytes, junk.CutsPerMille));
            return whole.Events.SequenceEqual(cut.Events) && whole.Violation?.CloseCode == cut.Violation?.CloseCode;
        }));

    private static int[] CutsOf(byte[] stream, int[] cutsPerMille) => [.. cutsPerMille.Select(cut => cut * stream.Length / 1000).Order()];
}
