using Contracts;
using Contracts.Vectors;

namespace Adapters.Hixie75.Tests;

public sealed class Hixie75Negotiation : NegotiatorContract<Hixie75Specimen>;

public sealed class Hixie75FrameReading : FrameReadingContract<Hixie75Specimen>;

public sealed class Hixie75FrameWriting : FrameWritingContract<Hixie75Specimen>;

public sealed class Hixie75AnnouncedLength : AnnouncedLengthContract<Hixie75Specimen>;

public sealed class Hixie75FrameVectors : FrameVectorContract<Hixie75Specimen>;

public sealed class Hixie75HandshakeVectors : HandshakeVectorContract<Hixie75Specimen>;
