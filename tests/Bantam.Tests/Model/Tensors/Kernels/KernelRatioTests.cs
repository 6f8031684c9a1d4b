using System.Diagnostics;
using Bantam.Model;
using Bantam.Studies;

namespace Bantam.Tests.Model;

/// <summary>How much vectors and tiles are worth, in ratios that leave room for a busy machine.</summary>
[Collection(nameof(KernelCollection))]
public sealed class KernelRatioTests
{
    private const int Length = 1_000_003;

    [Fact]
    [Trait("Ledger", "S185")]
    public void A_dot_product_of_1000003_elements_is_near_the_exact_one_tail_included()
    {
        (Tensor a, Tensor b) = Vectors();
        double exact = a.ToArray<float>().Zip(b.ToArray<float>(), (x, y) => (double)x * y).Sum();
        Assert.Equal(1, new MatMul().Apply(a, b).Item<float>() / exact, 1e-3);

        // The last element alone: a kernel that forgets its tail gives 0.
        a.Span<float>()[..^1].Clear();
        Assert.Equal(a.Span<float>()[^1] * b.Span<float>()[^1], new MatMul().Apply(a, b).Item<float>());
    }

    [Fact]
    [Trait("Ledger", "S185")]
    public void A_thousand_elements_take_125_instructions_of_8_lanes() =>
        Assert.Equal(125, StudyBook.Named("simd").Run().Rows.Single(row => row.What == "1000 elements on 8 lanes: multiply-adds").Ours.Number);

    [Fact]
    [Trait("Ledger", "S185"), Trait("Speed", "Slow")]
    public void Eight_lanes_are_three_times_as_fast_as_one()
    {
        Assert.SkipUnless(SimdWidth.Widest >= 8, "This machine has no vectors of 8 lanes.");
        (Tensor a, Tensor b) = Vectors();
        Tensor c = Tensor.Zeros([1, 1]);
        MatMul product = new();
        int lanes = SimdWidth.Current;
        try
        {
            SimdWidth.Current = 1;
            double scalar = BestSeconds(() => c = product.Apply(a, b));
            SimdWidth.Current = 8;
            double vectors = BestSeconds(() => c = product.Apply(a, b));
            Assert.True(scalar >= 3 * vectors, $"one lane {scalar} s, eight lanes {vectors} s");
        }
        finally
        {
            SimdWidth.Current = lanes;
        }
    }

    private static (Tensor A, Tensor B) Vectors()
    {
        Tensor a = SampleTensors.Uniform([1, Length], 1);
        Tensor b = SampleTensors.Uniform([Length, 1], 2);

        // Sums of both signs would cancel, and a relative error of what is left over says nothing.
        foreach (ref float value in a.Span<float>())
        {
            value = Math.Abs(value);
        }

        foreach (ref float value in b.Span<float>())
        {
            value = Math.Abs(value);
        }

        return (a, b);
    }

    private static double BestSeconds(Action run)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < 200; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
