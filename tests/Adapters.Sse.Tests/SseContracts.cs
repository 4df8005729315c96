using Contracts;

namespace Adapters.Sse.Tests;

public sealed class SseNegotiation : NegotiatorContract<SseSpecimen>;

public sealed class SseFrameReading : FrameReadingContract<SseSpecimen>;

public sealed class SseFrameWriting : FrameWritingContract<SseSpecimen>;

public sealed class SseBinary : BinaryContract<SseSpecimen>;

public sealed class SseClosingHandshake : ClosingHandshakeContract<SseSpecimen>;

public sealed class SseCloseCode : CloseCodeContract<SseSpecimen>;

public sealed class SseAnnouncedLength : AnnouncedLengthContract<SseSpecimen>;

public sealed class SseUpstreamContract : UpstreamContract<SseSpecimen>;
