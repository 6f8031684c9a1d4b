using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class RooflineTests
{
    private static readonly Roofline s_machine = new(operationsPerSecond: 1e10, bytesPerSecond: 1e9);

    [Fact]
    [Trait("Ledger", "S193"), Trait("Ledger", "S317")]
    public void The_slower_of_arithmetic_and_traffic_decides()
    {
        Assert.Equal(0.2, s_machine.SecondsOf(2e9, 4e6), 1e-15);
        Assert.Equal(RooflineBound.Compute, s_machine.BoundOf(2e9, 4e6));
        Assert.Equal(0.004, s_machine.SecondsOf(1e7, 4e6), 1e-15);
        Assert.Equal(RooflineBound.Memory, s_machine.BoundOf(1e7, 4e6));
        Assert.Equal(10, s_machine.RidgeIntensity);
        Assert.Equal(RooflineBound.Compute, s_machine.BoundOf(10, 1));
    }

    [Fact]
    public void The_roof_rises_with_the_intensity_and_then_is_flat()
    {
        Assert.Equal([0, 5e9, 1e10, 1e10], new[] { 0.0, 5, 10, 1000 }.Select(s_machine.AttainableAt));
    }

    [Fact]
    [Trait("Ledger", "S320")]
    public void Fewer_operations_do_not_help_a_dense_layer_on_one_sample()
    {
        LayerCost dense = CostCounter.Count(Graph.Create([1024], x => x.Dense(1024))).Layers[0];
        double bytes = dense.InputBytes + dense.WeightBytes + dense.ActivationBytes;
        Assert.Equal(RooflineBound.Memory, s_machine.BoundOf(dense));
        Assert.Equal(s_machine.SecondsOf(2.0 * dense.Macs, bytes), s_machine.SecondsOf(dense.Macs, bytes));

        LayerCost convolution = CostCounter.Count(Graph.Create([32, 32, 64], x => x.Conv2d(64, 3))).Layers[0];
        Assert.Equal(RooflineBound.Compute, s_machine.BoundOf(convolution));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    public void A_rate_that_is_not_above_zero_is_refused(double operationsPerSecond, double bytesPerSecond)
    {
        ArgumentOutOfRangeException thrown = Assert.Throws<ArgumentOutOfRangeException>(() => new Roofline(operationsPerSecond, bytesPerSecond));
        Assert.Contains("finite number above 0, in base units", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_work_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => s_machine.SecondsOf(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_machine.SecondsOf(0, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_machine.AttainableAt(-1));
    }
}
