using Host.Tests.Listening;

namespace Swap.Tests;

/// <summary>The certificate of a server in this process, which another assembly's set-up would not make here.</summary>
[SetUpFixture]
public sealed class Certificate
{
    private readonly ServerCertificate _certificate = new();

    [OneTimeSetUp]
    public void Make() => _certificate.Make();

    [OneTimeTearDown]
    public void Delete() => _certificate.Delete();
}
