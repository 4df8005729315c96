using Contracts;
using Contracts.Vectors;

namespace Adapters.Hybi.Tests;

public sealed class Hybi10Negotiation : NegotiatorContract<Hybi10Specimen>;

public sealed class Hybi10FrameReading : FrameReadingContract<Hybi10Specimen>;

public sealed class Hybi10FrameWriting : FrameWritingContract<Hybi10Specimen>;

public sealed class Hybi10Binary : BinaryContract<Hybi10Specimen>;

public sealed class Hybi10Ping : PingContract<Hybi10Specimen>;

public sealed class Hybi10Fragmentation : FragmentationContract<Hybi10Specimen>;

public sealed class Hybi10AnnouncedLength : AnnouncedLengthContract<Hybi10Specimen>;

public sealed class Hybi10ClosingHandshake : ClosingHandshakeContract<Hybi10Specimen>;

public sealed class Hybi10CloseCode : CloseCodeContract<Hybi10Specimen>;

public sealed class Hybi10FrameVectors : FrameVectorContract<Hybi10Specimen>;

public sealed class Hybi10HandshakeVectors : HandshakeVectorContract<Hybi10Specimen>;
