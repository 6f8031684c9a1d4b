using Bantam.Model;
using Bantam.Studies;

namespace Bantam.Tests.Model;

/// <summary>A long dot product, and what vectors are worth in it.</summary>
public sealed class DotProductTests
{
    private const int Length = 1_000_003;

    [Fact]
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
    public void A_thousand_elements_take_125_instructions_of_8_lanes() =>
        Assert.Equal(125, StudyBook.Named("simd").Run().Rows.Single(row => row.What == "1000 elements on 8 lanes: multiply-adds").Ours.Number);

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
}
