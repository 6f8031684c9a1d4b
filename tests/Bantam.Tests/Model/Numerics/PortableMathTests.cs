using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class PortableMathTests
{
    [Theory]
    [InlineData(1e-300)]
    [InlineData(0.1)]
    [InlineData(0.7071067811865475)]
    [InlineData(1.0)]
    [InlineData(1.4142135623730952)]
    [InlineData(3.5)]
    [InlineData(1e300)]
    public void Log_agrees_with_the_platform(double x) =>
        Assert.InRange(PortableMath.Log(x) - Math.Log(x), -4 * Math.BitIncrement(Math.Abs(Math.Log(x))) * 2.3e-16, 4 * Math.BitIncrement(Math.Abs(Math.Log(x))) * 2.3e-16);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Log_refuses_what_it_cannot_do(double x) => Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Log(x));

    [Fact]
    public void Exp_agrees_with_the_platform()
    {
        for (double x = -700; x <= 700; x += 0.37)
        {
            Assert.InRange(PortableMath.Exp(x) / Math.Exp(x), 1 - 1e-15, 1 + 1e-15);
        }

        Assert.Equal(0, PortableMath.Exp(-1000));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(1000));
        Assert.Equal(1, PortableMath.Exp(0));
    }

    [Fact]
    public void Sine_and_cosine_agree_with_the_platform()
    {
        for (double turns = -2; turns <= 2; turns += 1.0 / 997)
        {
            (double sine, double cosine) = PortableMath.SinCosTurns(turns);
            Assert.InRange(sine - Math.Sin(turns * 2 * Math.PI), -1e-14, 1e-14);
            Assert.InRange(cosine - Math.Cos(turns * 2 * Math.PI), -1e-14, 1e-14);
        }
    }
}
