using Host.Tests.Listening;

namespace Endurance.Tests;

/// <summary>The certificate of the servers, which another assembly's set-up would not make here.</summary>
[SetUpFixture]
public sealed class Certificate
{
    private readonly ServerCertificate _certificate = new();

    [OneTimeSetUp]
    public void Make() => _certificate.Make();

    [OneTimeTearDown]
    public void Delete() => _certificate.Delete();
}
