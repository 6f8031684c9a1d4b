using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class BroadcastTests
{
    [Fact]
    public void Shapes_are_aligned_at_the_last_axis_and_a_length_of_1_is_repeated()
    {
        Tensor column = Tensor.From([2, 1], 10f, 20f);
        Tensor row = Tensor.From([3], 1f, 2f, 3f);
        Assert.Equal([11, 12, 13, 21, 22, 23], (column + row).ToArray<float>());
        Assert.Equal([9, 8, 7, 19, 18, 17], (column - row).ToArray<float>());
        Assert.Equal([10, 20, 30, 20, 40, 60], (column * row).ToArray<float>());
        Assert.Equal([10, 5, 10f / 3, 20, 10, 20f / 3], (column / row).ToArray<float>());
        Assert.Equal(new Shape(0, 3), (Tensor.Zeros([0, 1]) + row).Shape);
    }

    [Fact]
    public void The_gradient_of_a_repeated_operand_is_a_sum()
    {
        Tensor column = SampleTensors.Leaf([2, 1], 10, 20);
        Tensor row = SampleTensors.Leaf([3], 1, 2, 3);
        (column * row).Sum().Backward();
        Assert.Equal([6, 6], column.Grad!.ToArray<float>());
        Assert.Equal([30, 30, 30], row.Grad!.ToArray<float>());
        Assert.Equal(new Shape(2, 1), column.Grad!.Shape);
    }

    [Fact]
    public void A_row_that_fits_nothing_is_refused_with_both_shapes_and_the_axis()
    {
        ShapeException fault = Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 4, 3]) + Tensor.Zeros([5, 1]));
        Assert.Equal(
            "Add got Float32[2, 4, 3] and Float32[5, 1], which differ along axis -2: 4 and 5. Shapes are aligned at the last axis, and each length must be equal or 1 (broadcasting).",
            fault.Message);
    }

    [Fact]
    public void All_pairs_of_short_shapes_agree_with_indices_worked_out_one_by_one()
    {
        int[] lengths = [1, 2, 3];
        foreach (int[] a in Triples(lengths))
        {
            foreach (int[] b in Triples(lengths))
            {
                if (a.Zip(b).All(pair => pair.First == pair.Second || pair.First == 1 || pair.Second == 1))
                {
                    Compare(a, b);
                }
            }
        }
    }

    private static void Compare(int[] a, int[] b)
    {
        Tensor left = SampleTensors.Uniform(new Shape(a), 1);
        Tensor right = SampleTensors.Uniform(new Shape(b), 2);
        Tensor sum = left + right;
        for (int i = 0; i < sum.Count; i++)
        {
            int[] at = [i / (sum.Shape[1] * sum.Shape[2]), i / sum.Shape[2] % sum.Shape[1], i % sum.Shape[2]];
            float expected = left.At<float>([.. at.Select((index, axis) => index % a[axis])]) + right.At<float>([.. at.Select((index, axis) => index % b[axis])]);
            Assert.Equal(expected, sum.At<float>(at));
        }
    }

    private static IEnumerable<int[]> Triples(int[] lengths) =>
        from i in lengths
        from j in lengths
        from k in lengths
        select new[] { i, j, k };
}
