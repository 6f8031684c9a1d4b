using Bantam.Costs;

namespace Bantam.Tests.Costs;

public sealed class SystolicArrayTests
{
    [Theory]
    [Trait("Ledger", "S170")]
    [InlineData(4, 4, 10)]
    [InlineData(1, 1, 1)]
    [InlineData(3, 20, 24)]
    [InlineData(16, 64, 94)]
    public void A_square_array_takes_K_plus_2n_minus_2_cycles(int n, int terms, int expected)
    {
        MatrixProduct product = Products.Random(n, terms, n);
        SystolicRun run = new SystolicArray(n, n).Run(product, SystolicDataflow.OutputStationary);
        Assert.Equal(expected, run.Cycles);
        Assert.Equal(0, run.LoadCycles);
        Assert.Equal(product.Compute(out _), run.Result);
        Assert.Equal((double)terms / expected, run.Utilization, 1e-12);
    }

    [Theory]
    [InlineData(SystolicDataflow.OutputStationary)]
    [InlineData(SystolicDataflow.WeightStationary)]
    public void Products_of_any_size_have_the_bits_of_the_triple_loop(SystolicDataflow dataflow)
    {
        SystolicArray array = new(4, 3);
        for (int size = 1; size <= 13; size++)
        {
            MatrixProduct product = Products.Random(size, 1 + (size * 5 % 13), 1 + (size * 3 % 13));
            Assert.Equal(product.Compute(out _), array.Run(product, dataflow).Result);
        }
    }

    [Fact]
    public void Stationary_weights_pay_for_loading_once_and_then_stream()
    {
        MatrixProduct product = Products.Random(100, 4, 4);
        SystolicRun run = new SystolicArray(4, 4).Run(product, SystolicDataflow.WeightStationary);
        Assert.Equal((106, 4), (run.Cycles, run.LoadCycles));

        // Outputs that stay are written 25 times here, and each tile fills and empties the array anew.
        Assert.Equal(250, new SystolicArray(4, 4).Run(product, SystolicDataflow.OutputStationary).Cycles);
    }

    [Fact]
    public void An_array_without_cells_and_an_unknown_dataflow_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SystolicArray(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SystolicArray(int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SystolicArray(1, 1).Run(Products.Random(1, 1, 1), (SystolicDataflow)7));
    }
}
