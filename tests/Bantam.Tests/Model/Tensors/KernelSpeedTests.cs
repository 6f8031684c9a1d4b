using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class KernelSpeedTests
{
    [Fact]
    public void A_program_compiled_ahead_without_the_vectors_that_the_processor_has_is_warned_of()
    {
        string? warning = KernelSpeed.WarningFor(isCompiledAhead: true, usesAvx2: false, hasAvx2: true);
        Assert.Contains("without AVX2", warning, StringComparison.Ordinal);
        Assert.Contains("<IlcInstructionSet>native</IlcInstructionSet>", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, true)]
    public void Nothing_else_is(bool isCompiledAhead, bool usesAvx2, bool hasAvx2) =>
        Assert.Null(KernelSpeed.WarningFor(isCompiledAhead, usesAvx2, hasAvx2));

    [Fact]
    public void Programs_that_are_compiled_when_they_start_are_never_warned_of() => Assert.Null(KernelSpeed.Warning);
}
