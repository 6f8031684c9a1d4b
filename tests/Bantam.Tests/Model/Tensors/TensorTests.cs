using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class TensorTests
{
    private static Tensor Counting => Tensor.From<float>([2, 3], 0, 1, 2, 3, 4, 5);

    [Fact]
    [Trait("Ledger", "S001")]
    public void Elements_lie_row_by_row_and_a_transpose_is_a_view()
    {
        Tensor x = Counting;
        Assert.Equal(5, x.At<float>(1, 2));
        Tensor transposed = x.Transpose();
        Assert.True(transposed.SharesStorageWith(x));
        Assert.Equal(new Shape(3, 2), transposed.Shape);
        Assert.Equal([1, 3], transposed.Strides.ToArray());
        Assert.False(transposed.IsContiguous);
        Assert.Equal(5, transposed.At<float>(2, 1));
        Assert.Equal([0, 3, 1, 4, 2, 5], transposed.ToArray<float>());
        x.Span<float>()[1] = 42;
        Assert.Equal(42, transposed.At<float>(1, 0));
    }

    [Fact]
    public void A_reshape_is_a_view_and_of_a_strided_view_a_copy()
    {
        Tensor x = Counting;
        Assert.True(x.Reshape([6]).SharesStorageWith(x));
        Tensor copy = x.Transpose().Reshape([6]);
        Assert.False(copy.SharesStorageWith(x));
        Assert.Equal([0, 3, 1, 4, 2, 5], copy.ToArray<float>());
        Assert.Throws<ShapeException>(() => x.Reshape([7]));
    }

    [Fact]
    public void Strided_views_have_no_span()
    {
        Tensor view = Counting.Transpose();
        Assert.Contains("Contiguous()", Assert.Throws<InvalidOperationException>(() => view.Span<float>().Length).Message, StringComparison.Ordinal);
        Assert.Same(Counting.Type.GetType(), view.Type.GetType());
        Tensor contiguous = view.Contiguous();
        Assert.False(contiguous.SharesStorageWith(view));
        Assert.Same(contiguous, contiguous.Contiguous());
        Assert.Equal(view.ToArray<float>(), view.Clone().Span<float>().ToArray());
    }

    [Fact]
    public void Views_of_three_axes_gather_in_order()
    {
        Tensor x = Tensor.From<float>([2, 2, 3], [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        Assert.Equal([0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11], x.Transpose().ToArray<float>());
    }

    [Fact]
    public void Wrong_element_types_and_counts_are_refused()
    {
        Assert.Contains("Double", Assert.Throws<InvalidOperationException>(() => Counting.Span<double>().Length).Message, StringComparison.Ordinal);
        Assert.Contains("needs 6 values, but got 5", Assert.Throws<ArgumentException>(() => Tensor.From<float>([2, 3], 1, 2, 3, 4, 5)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Counting.Item<float>());
        Assert.Throws<ArgumentException>(() => Counting.At<float>(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Counting.At<float>(2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Counting.At<float>(0, -1));
        Assert.Throws<NotSupportedException>(() => Tensor.Scalar(1UL));
        Assert.Throws<InvalidOperationException>(() => Counting.ViewAs([7]));
    }

    [Fact]
    public void Tensors_of_2_GiB_and_more_are_refused_before_memory_is_asked_for()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => Tensor.Zeros([1 << 15, 1 << 14]));
        Assert.Contains("Float32[32768, 16384]", fault.Message, StringComparison.Ordinal);
        Assert.Contains("2147483648 bytes", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Tensor.Zeros(new TensorType(ElementType.Float64, [1 << 28])));
    }

    [Theory]
    [InlineData(ElementType.Float32, 4, true)]
    [InlineData(ElementType.Float64, 8, true)]
    [InlineData(ElementType.Int8, 1, false)]
    [InlineData(ElementType.Int32, 4, false)]
    public void Every_element_type_is_stored(ElementType element, int bytes, bool isFloat)
    {
        Tensor zeros = Tensor.Zeros(new TensorType(element, [3]));
        Assert.Equal(bytes, element.SizeBytes);
        Assert.Equal(isFloat, element.IsFloat);
        Assert.Equal(3 * bytes, zeros.Type.SizeBytes);
        Assert.Equal(3 * bytes, zeros.Bytes.Length);
        Assert.Equal(element, zeros.Clone().Element);
    }

    [Fact]
    public void Items_text_and_detachment()
    {
        Assert.Equal(2.5, Tensor.Scalar(2.5).Item<double>());
        Assert.Equal(7, Tensor.Full([1, 1], 7).Item<int>());
        Assert.Equal("Float32[2] { 1, 2.5 }", Tensor.From([2], 1f, 2.5f).ToString());
        Assert.Equal("Float32[17]", Tensor.Zeros([17]).ToString());
        Tensor leaf = SampleTensors.Leaf([1], 3);
        Assert.False(leaf.Detach().RequiresGrad);
        Assert.False(leaf.Clone().RequiresGrad);
        Assert.True(leaf.Detach().SharesStorageWith(leaf));
        Assert.False(leaf.Clone().SharesStorageWith(leaf));
    }
}
