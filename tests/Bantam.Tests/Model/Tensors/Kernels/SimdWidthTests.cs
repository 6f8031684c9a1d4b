using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class SimdWidthTests
{
    [Theory]
    [InlineData(null, 16)]
    [InlineData("", 16)]
    [InlineData("512", 16)]
    [InlineData("256", 8)]
    [InlineData("128", 4)]
    [InlineData("scalar", 1)]
    public void The_environment_variable_chooses_the_lanes(string? value, int lanes) => Assert.Equal(lanes, SimdWidth.LanesOf(value, widest: 16));

    [Theory]
    [InlineData("avx512")]
    [InlineData("16")]
    [InlineData("Scalar")]
    public void Anything_else_is_refused_and_the_message_says_what_may_stand_there(string value)
    {
        NotSupportedException thrown = Assert.Throws<NotSupportedException>(() => SimdWidth.LanesOf(value, widest: 16));
        Assert.Contains($"BANTAM_SIMD is '{value}'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("512, 256, 128 (bits per vector) or scalar", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_the_machine_has_is_refused() =>
        Assert.Throws<NotSupportedException>(() => SimdWidth.LanesOf("512", widest: 8));
}
