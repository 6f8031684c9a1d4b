using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class LayoutTests
{
    [Fact]
    [Trait("Ledger", "S042")]
    public void Images_go_from_nchw_to_nhwc_and_back_unchanged()
    {
        Tensor nchw = SampleTensors.Uniform([2, 3, 4, 5]);
        Tensor nhwc = nchw.Permute([0, 2, 3, 1]);
        Assert.Equal(new Shape(2, 4, 5, 3), nhwc.Shape);
        Assert.True(nhwc.SharesStorageWith(nchw));
        Assert.Equal(nchw.At<float>(1, 2, 3, 4), nhwc.At<float>(1, 3, 4, 2));
        Assert.Equal(nchw.ToArray<float>(), nhwc.Permute([0, 3, 1, 2]).ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S042")]
    public void Seven_filters_give_seven_maps()
    {
        Graph net = Graph.Create([8, 8, 3], x => x.Conv2d(7, 3));
        Assert.Equal(new Shape(8, 8, 7), net.Output.SampleShape);
    }

    [Fact]
    public void A_split_is_undone_by_a_concatenation()
    {
        Tensor x = SampleTensors.Uniform([2, 5, 3]);
        foreach (int axis in new[] { 1, -2 })
        {
            Tensor[] parts = x.Split(axis, 1, 0, 4);
            Assert.Equal([1, 0, 4], parts.Select(part => part.Shape[1]));
            Assert.Equal(x.ToArray<float>(), new Concat(axis).Apply(parts).ToArray<float>());
        }

        Assert.Contains("add up to 4", Assert.Throws<ShapeException>(() => x.Split(1, 1, 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_border_is_added_and_sliced_off_again()
    {
        Tensor x = Tensor.From<float>([1, 2], 1, 2);
        Tensor padded = x.Pad([1, 0], [0, 2], -1);
        Assert.Equal([-1, -1, -1, -1, 1, 2, -1, -1], padded.ToArray<float>());
        Assert.Equal([1, 2], padded.Slice(0, 1, 1).Slice(1, 0, 2).ToArray<float>());
    }

    [Fact]
    public void Axes_of_length_1_come_and_go_without_a_copy()
    {
        Tensor x = SampleTensors.Uniform([2, 1, 3, 1]);
        Tensor squeezed = x.Squeeze([1, 3]);
        Assert.Equal(new Shape(2, 3), squeezed.Shape);
        Assert.True(squeezed.SharesStorageWith(x));
        Assert.Equal(x.Shape, squeezed.Unsqueeze([1, -1]).Shape);
        Assert.Contains("axis 2 of Float32[2, 1, 3, 1] has length 3", Assert.Throws<ShapeException>(() => x.Squeeze([2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_beyond_an_axis_is_refused()
    {
        Tensor x = Tensor.Zeros([2, 5]);
        Assert.Contains("Float32[2, 5] has 5 there", Assert.Throws<ShapeException>(() => x.Slice(1, 3, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => x.Slice(1, -1, 2));
        Assert.Throws<ShapeException>(() => x.Slice(1, int.MaxValue, int.MaxValue));
        Assert.Throws<ShapeException>(() => x.Permute([0]));
        Assert.Throws<ShapeException>(() => x.Permute([0, 0]));
        Assert.Throws<ShapeException>(() => x.Pad([1], [1]));
    }

    [Fact]
    public void Every_op_reads_strided_views()
    {
        Tensor x = SampleTensors.Uniform([4, 3]);
        Tensor view = x.Transpose();
        Tensor copy = view.Clone();
        Assert.False(view.IsContiguous);
        Assert.Equal((copy + copy).ToArray<float>(), (view + copy).ToArray<float>());
        Assert.Equal(copy.Sum([1]).ToArray<float>(), view.Sum([1]).ToArray<float>());
        Assert.Equal(copy.Slice(1, 1, 2).ToArray<float>(), view.Slice(1, 1, 2).ToArray<float>());
        Assert.Equal(copy.MatMul(x).ToArray<float>(), view.MatMul(x).ToArray<float>());
    }
}
