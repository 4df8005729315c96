using Contracts;
using Contracts.Vectors;

namespace Adapters.Hybi.Tests;

public sealed class Hybi07Negotiation : NegotiatorContract<Hybi07Specimen>;

public sealed class Hybi07FrameReading : FrameReadingContract<Hybi07Specimen>;

public sealed class Hybi07FrameWriting : FrameWritingContract<Hybi07Specimen>;

public sealed class Hybi07Binary : BinaryContract<Hybi07Specimen>;

public sealed class Hybi07Ping : PingContract<Hybi07Specimen>;

public sealed class Hybi07Fragmentation : FragmentationContract<Hybi07Specimen>;

public sealed class Hybi07AnnouncedLength : AnnouncedLengthContract<Hybi07Specimen>;

public sealed class Hybi07ClosingHandshake : ClosingHandshakeContract<Hybi07Specimen>;

public sealed class Hybi07CloseCode : CloseCodeContract<Hybi07Specimen>;

public sealed class Hybi07FrameVectors : FrameVectorContract<Hybi07Specimen>;

public sealed class Hybi07HandshakeVectors : HandshakeVectorContract<Hybi07Specimen>;
