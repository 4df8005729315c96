using Contracts;
using Contracts.Vectors;

namespace Adapters.Rfc6455.Tests.Deflate;

[TestFixture(typeof(NativePerConnection))]
[TestFixture(typeof(NativeShared))]
[TestFixture(typeof(ManagedPerConnection))]
[TestFixture(typeof(ManagedShared))]
public sealed class DeflateNegotiationContract<T> : NegotiatorContract<T> where T : IAdapterSpecimen, new();

[TestFixture(typeof(NativePerConnection))]
[TestFixture(typeof(NativeShared))]
[TestFixture(typeof(ManagedPerConnection))]
[TestFixture(typeof(ManagedShared))]
public sealed class DeflateFrameReading<T> : FrameReadingContract<T> where T : IAdapterSpecimen, new();

[TestFixture(typeof(NativePerConnection))]
[TestFixture(typeof(NativeShared))]
[TestFixture(typeof(ManagedPerConnection))]
[TestFixture(typeof(ManagedShared))]
public sealed class DeflateFrameWriting<T> : FrameWritingContract<T> where T : IAdapterSpecimen, new();

[TestFixture(typeof(NativePerConnection))]
[TestFixture(typeof(NativeShared))]
[TestFixture(typeof(ManagedPerConnection))]
[TestFixture(typeof(ManagedShared))]
public sealed class DeflateBinary<T> : BinaryContract<T> where T : IAdapterSpecimen, new();

[TestFixture(typeof(NativePerConnection))]
[TestFixture(typeof(NativeShared))]
[TestFixture(typeof(ManagedPerConnection))]
[TestFixture(typeof(ManagedShared))]
public sealed class DeflatePing<T> : PingContract<T> where T : IAdapterSpecimen, new();

[TestFixture(typeof(NativePerConnection))]
[TestFixture(typeof(NativeShared))]
[TestFixture(typeof(ManagedPerConnection))]
[TestFixture(typeof(ManagedShared))]
public sealed class DeflateFragmentation<T> : FragmentationContract<T> where T : IAdapterSpecimen, new();

[TestFixture(typeof(NativePerConnection))]
[TestFixture(typeof(NativeShared))]
[TestFixture(typeof(ManagedPerConnection))]
[TestFixture(typeof(ManagedShared))]
public sealed class DeflateClosingHandshake<T> : ClosingHandshakeContract<T> where T : IAdapterSpecimen, new();

[TestFixture(typeof(NativePerConnection))]
[TestFixture(typeof(NativeShared))]
[TestFixture(typeof(ManagedPerConnection))]
[TestFixture(typeof(ManagedShared))]
public sealed class DeflateCloseCode<T> : CloseCodeContract<T> where T : IAdapterSpecimen, new();

// The vectors refer to earlier messages.
[TestFixture(typeof(NativePerConnection))]
[TestFixture(typeof(ManagedPerConnection))]
public sealed class DeflateFrameVectors<T> : FrameVectorContract<T> where T : IVectorSpecimen, new();
