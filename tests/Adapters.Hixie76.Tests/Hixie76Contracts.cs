using Contracts;
using Contracts.Vectors;

namespace Adapters.Hixie76.Tests;

public sealed class Hixie76Negotiation : NegotiatorContract<Hixie76Specimen>;

public sealed class Hixie76FrameReading : FrameReadingContract<Hixie76Specimen>;

public sealed class Hixie76FrameWriting : FrameWritingContract<Hixie76Specimen>;

public sealed class Hixie76AnnouncedLength : AnnouncedLengthContract<Hixie76Specimen>;

public sealed class Hixie76ClosingHandshake : ClosingHandshakeContract<Hixie76Specimen>;

public sealed class Hixie76FrameVectors : FrameVectorContract<Hixie76Specimen>;

public sealed class Hixie76HandshakeVectors : HandshakeVectorContract<Hixie76Specimen>;
