using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class TensorCoreTests
{
    [Theory]
    [Trait("Ledger", "S198")]
    [InlineData(4)]
    [InlineData(16)]
    public void A_wide_accumulator_is_exact_while_the_sums_fit(int side)
    {
        MatrixProduct product = Products.Whole(37, 41, 29);
        TensorCoreRun run = new TensorCore(side, MiniFloat.Float16, MiniFloat.Float32).Run(product);
        Assert.Equal(Products.Exact(product), run.Result);
        long tiles = side == 4 ? 10 * 11 * 8 : 3 * 3 * 2;
        Assert.Equal(tiles, run.Instructions);
        Assert.Equal(37 * 41 * 29 / (double)(tiles * side * side * side), run.Utilization, 1e-12);
    }

    [Fact]
    [Trait("Ledger", "S198")]
    public void A_narrow_accumulator_stops_at_2048()
    {
        float[] ones = [.. Enumerable.Repeat(1f, 4096)];
        MatrixProduct dot = new(1, 4096, 1, ones, ones);
        Assert.Equal([2048], new TensorCore(4, MiniFloat.Float16, MiniFloat.Float16).Run(dot).Result);
        Assert.Equal([4096], new TensorCore(4, MiniFloat.Float16, MiniFloat.Float32).Run(dot).Result);
        Assert.Equal([256], new TensorCore(4, MiniFloat.Float16, MiniFloat.BFloat16).Run(dot).Result);
    }

    [Fact]
    public void With_single_precision_throughout_it_is_a_chain_of_fused_multiply_adds()
    {
        MatrixProduct product = Products.Random(5, 50, 3);
        IReadOnlyList<double> result = new TensorCore(16, MiniFloat.Float32, MiniFloat.Float32).Run(product).Result;
        for (int i = 0; i < result.Count; i++)
        {
            float sum = 0;
            for (int k = 0; k < product.Terms; k++)
            {
                sum = MathF.FusedMultiplyAdd(product.A(i / 3, k), product.B(k, i % 3), sum);
            }

            Assert.Equal(sum, result[i]);
        }
    }

    [Fact]
    public void Rounded_inputs_bound_the_error()
    {
        MatrixProduct product = Products.Random(8, 64, 8);
        double[] exact = Products.Exact(product);
        IReadOnlyList<double> result = new TensorCore(16, MiniFloat.Float16, MiniFloat.Float32).Run(product).Result;

        // Both factors are off by half a unit of 11 bits at most, and their products are at most 1; the sum's own errors are far smaller.
        Assert.All(exact.Zip(result), pair => Assert.Equal(pair.First, pair.Second, 64 * 1.01 * Math.Pow(2, -10)));
    }

    [Fact]
    public void A_tile_is_added_to_what_was_there()
    {
        TensorCore core = new(2, MiniFloat.Float16, MiniFloat.Float32);
        double[] c = [10, 20, 30, 40];
        core.MultiplyAccumulate([1, 2, 3, 4], [5, 6, 7, 8], c);
        Assert.Equal([29, 42, 73, 90], c);
    }

    [Fact]
    public void Bad_tiles_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorCore(0, MiniFloat.Float16, MiniFloat.Float32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorCore(257, MiniFloat.Float16, MiniFloat.Float32));
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => new TensorCore(4, MiniFloat.Float16, MiniFloat.Float32).MultiplyAccumulate(new float[15], new float[16], new double[16]));
        Assert.Contains("4·4 = 16 values, but 15 are given", thrown.Message, StringComparison.Ordinal);
    }
}
