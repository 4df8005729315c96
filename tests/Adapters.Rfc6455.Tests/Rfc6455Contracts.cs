using Contracts;
using Contracts.Vectors;

namespace Adapters.Rfc6455.Tests;

public sealed class Rfc6455Negotiation : NegotiatorContract<Rfc6455Specimen>;

public sealed class Rfc6455FrameReading : FrameReadingContract<Rfc6455Specimen>;

public sealed class Rfc6455FrameWriting : FrameWritingContract<Rfc6455Specimen>;

public sealed class Rfc6455Binary : BinaryContract<Rfc6455Specimen>;

public sealed class Rfc6455Ping : PingContract<Rfc6455Specimen>;

public sealed class Rfc6455Fragmentation : FragmentationContract<Rfc6455Specimen>;

public sealed class Rfc6455AnnouncedLength : AnnouncedLengthContract<Rfc6455Specimen>;

public sealed class Rfc6455ClosingHandshake : ClosingHandshakeContract<Rfc6455Specimen>;

public sealed class Rfc6455CloseCode : CloseCodeContract<Rfc6455Specimen>;

public sealed class Rfc6455FrameVectors : FrameVectorContract<Rfc6455Specimen>;

public sealed class Rfc6455HandshakeVectors : HandshakeVectorContract<Rfc6455Specimen>;
