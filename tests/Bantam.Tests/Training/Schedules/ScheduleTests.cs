using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class ScheduleTests
{
    [Fact]
    public void A_constant_schedule_is_1() => Assert.Equal(1f, new ConstantSchedule().FactorAt(0.7));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 0.8535534)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.75, 0.1464466)]
    [InlineData(1, 0)]
    public void A_cosine_falls_from_1_to_0(double progress, double factor) =>
        Assert.Equal(factor, new CosineSchedule().FactorAt(progress), 1e-6);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.05, 0.5)]
    [InlineData(0.1, 1)]
    [InlineData(0.55, 0.5)]
    public void A_warm_up_rises_linearly_first(double progress, double factor) =>
        Assert.Equal(factor, new CosineSchedule(WarmUp: 0.1).FactorAt(progress), 1e-6);

    [Fact]
    public void It_never_leaves_0_to_1()
    {
        for (int i = 0; i <= 1000; i++)
        {
            Assert.InRange(new CosineSchedule(0.05).FactorAt(i / 1000.0), 0f, 1f);
        }
    }
}
