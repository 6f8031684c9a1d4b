using System.Reflection;
using PublicApiGenerator;

namespace Bantam.Tests.Architecture;

public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Bantam")]
    [InlineData("Bantam.Formats")]
    [InlineData("Bantam.Reports")]
    [InlineData("Bantam.Studies")]
    public void The_public_surface_is_approved(string assembly) =>
        Golden.Match($"api/{assembly}.txt", Assembly.Load(assembly).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }));
}
