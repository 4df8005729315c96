using Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Adapters.Rfc6455.Tests;

public sealed class FrameCodecProperties
{
    private readonly Rfc6455Specimen _specimen = new();

    [Test]
    public void Any_conversation_decodes_to_itself_however_it_is_cut() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Conversations.Any, conversation =>
        {
            var stream = conversation.Encode();
            var feeding = Feeding.Of(_specimen.CreateCodec(), stream, conversation.CutsOf(stream));
            return feeding.Violation is null && !feeding.IsInMessage
                && feeding.Events.SequenceEqual(FrameEvent.Join(conversation.Frames.Select(item => item.Frame)));
        }));

    [Test]
    public void A_spoilt_conversation_gives_frames_or_a_violation() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Conversations.Spoilt, spoilt =>
        {
            var stream = spoilt.Conversation.Encode();
            foreach (var (perMillion, bit) in spoilt.Flips)
                stream[(int)((long)perMillion * stream.Length / 1_000_000)] ^= (byte)(1 << bit);
            return EndsTheSame(stream, spoilt.Conversation.CutsOf(stream));
        }));

    [Test]
    public void Junk_gives_frames_or_a_violation() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5000),
        Prop.ForAll(Conversations.Junk, junk =>
            EndsTheSame(junk.Bytes, [.. junk.CutsPerMille.Select(cut => cut * junk.Bytes.Length / 1000).Order()])));

    // Any exception but a ProtocolException comes out of the feeding, and an endless loop fails it.
    private bool EndsTheSame(byte[] stream, int[] cuts)
    {
        var whole = Feeding.Of(_specimen.CreateCodec(), stream);
        var cut = Feeding.Of(_specimen.CreateCodec(), stream, cuts);
        return whole.Events.SequenceEqual(cut.Events) && whole.Violation?.CloseCode == cut.Violation?.CloseCode;
    }
}
