using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class CalculatorTests
{
    [Theory]
    [Trait("Ledger", "S172"), Trait("Ledger", "S171")]
    [InlineData(8, 3_287_160)]
    [InlineData(4, 1_222_776)]
    [InlineData(2, 632_952)]
    [InlineData(1, 448_632)]
    [InlineData(32, 40_446_072)]
    public void Bit_operations_of_one_pixel_are_those_of_the_notes(int bits, double expected)
    {
        CostReport report = CostCounter.Count(Graph.Create([3, 3, 64], x => x.Conv2d(64, 3, padding: Padding.Valid, bias: false)));
        Assert.Equal(expected, BitOperationCounter.Uniq(report, bits, bits), 0.5);
        Assert.Equal(36_864L * bits * bits, BitOperationCounter.Products(report, bits, bits));
    }

    [Fact]
    [Trait("Ledger", "S173"), Trait("Ledger", "S174")]
    public void Accumulators_are_as_wide_as_the_worst_case()
    {
        Assert.Equal(26, AccumulatorWidth.Unsigned(576, 8, 8));
        Assert.Equal(25, AccumulatorWidth.Signed(576, 8, 8));
        Assert.Equal(25.17, AccumulatorWidth.Real(576, 8, 8), 0.01);
        Assert.Equal(1, AccumulatorWidth.Real(1152, 8, 8) - AccumulatorWidth.Real(576, 8, 8), 1e-12);
        for (int terms = 1; terms <= 40; terms++)
        {
            for (int bits = 1; bits <= 4; bits++)
            {
                long unsigned = terms * ((1L << bits) - 1) * ((1L << bits) - 1);
                long signed = terms * (1L << (bits - 1)) * (1L << (bits - 1));
                Assert.True(unsigned < 1L << AccumulatorWidth.Unsigned(terms, bits, bits));
                Assert.True(signed < 1L << (AccumulatorWidth.Signed(terms, bits, bits) - 1));
                Assert.True(signed >= 1L << (AccumulatorWidth.Signed(terms, bits, bits) - 2));
            }
        }
    }

    [Fact]
    [Trait("Ledger", "S173")]
    public void Actual_weights_need_no_more_than_the_worst_case()
    {
        sbyte[] worst = [.. Enumerable.Repeat((sbyte)-128, 576)];
        Assert.Equal(25, AccumulatorWidth.OfWeights(worst, -128, 127));
        Assert.Equal(9, AccumulatorWidth.OfWeights([1, 0], -128, 255));
        Assert.Equal(8, AccumulatorWidth.OfWeights([1], -128, 127));
        Assert.Equal(1, AccumulatorWidth.OfWeights([0], -128, 127));
    }

    [Fact]
    [Trait("Ledger", "S145")]
    public void Two_small_windows_see_as_much_as_a_large_one_with_fewer_weights()
    {
        Graph two = Graph.Create([9, 9, 64], x => x.Conv2d(64, 3, bias: false).Conv2d(64, 3, bias: false));
        Graph one = Graph.Create([9, 9, 64], x => x.Conv2d(64, 5, bias: false));
        Assert.Equal(new ReceptiveField(5, 5), ReceptiveField.Of(two));
        Assert.Equal(new ReceptiveField(5, 5), ReceptiveField.Of(one));
        Assert.Equal((73_728, 102_400), (two.ParameterCount, one.ParameterCount));
        Assert.Equal(new ReceptiveField(7, 7), ReceptiveField.Of(Graph.Create([9, 9, 1], x => x.Conv2d(1, 3, stride: 2).Conv2d(1, 3))));
        Assert.Equal(new ReceptiveField(212, 212), ReceptiveField.Of(Networks.Create("vgg16")));
    }

    [Fact]
    [Trait("Ledger", "S165")]
    public void Intensity_grows_with_the_side_of_a_matrix()
    {
        Assert.Equal(10.67, ArithmeticIntensity.OfProduct(64, 64, 64), 0.01);
        Assert.Equal(170.67, ArithmeticIntensity.OfProduct(1024, 1024, 1024), 0.01);
        Assert.InRange(ArithmeticIntensity.OfProduct(1024, 1, 1024), 0, 0.5);
    }

    [Fact]
    [Trait("Ledger", "S166")]
    public void Large_models_need_much_memory()
    {
        const long Gpt3 = 175_000_000_000;
        Assert.Equal(700_000_000_000, new TrainingMemory(Gpt3, 2).WeightBytes);
        Assert.Equal(2_800_000_000_000, new TrainingMemory(Gpt3, 2).TotalBytes);
        Assert.Equal([350_000_000_000, 175_000_000_000, 87_500_000_000], new[] { 16, 8, 4 }.Select(bits => TrainingMemory.PackedBytes(Gpt3, bits)));
        Assert.Throws<OverflowException>(() => TrainingMemory.PackedBytes(long.MaxValue, 8));
    }

    [Fact]
    public void Multiplications_and_additions_are_told_apart()
    {
        CostReport report = CostCounter.Count(Graph.Create([4, 4, 3], x => x.Conv2d(5, 3).BatchNorm().Relu().AveragePool(2).GlobalAveragePool()));
        Assert.Equal(
            [new(2160, 2160 + 80, 0), new(80, 80, 0), new(0, 0, 80), new(20, 80, 0), new(5, 20, 0)],
            report.Layers.Select(layer => layer.Arithmetic));
    }

    [Fact]
    public void Folding_trades_normalization_for_a_bias()
    {
        Graph net = Graph.Create([4, 4, 3], x => x.Conv2d(5, 3, bias: false).BatchNorm().Relu().BatchNorm());
        Assert.Equal((27 * 5) + 20, net.ParameterCount);
        Assert.Equal(new FoldedCounts((27 * 5) + 5 + 10, 16 * 27 * 5), FoldedCounts.Of(net));
    }
}
