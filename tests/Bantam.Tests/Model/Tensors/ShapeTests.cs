using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class ShapeTests
{
    [Fact]
    public void Shapes_are_compared_by_value()
    {
        Shape shape = [28, 28, 1];
        Assert.Equal(new Shape(28, 28, 1), shape);
        Assert.True(shape == new Shape(28, 28, 1) && shape != new Shape(28, 28));
        Assert.Equal(new Shape(28, 28, 1).GetHashCode(), shape.GetHashCode());
        Assert.False(shape.Equals("shape"));
        Assert.Equal("[28, 28, 1]", shape.ToString());
        Assert.Equal(784, shape.Count);
        Assert.Equal(1, shape[^1]);
    }

    [Fact]
    public void A_scalar_has_one_element_and_default_is_no_shape()
    {
        Shape scalar = [];
        Assert.Equal(1, scalar.Count);
        Assert.Equal(0, scalar.Rank);
        Assert.True(scalar.HasValue);
        Assert.False(default(Shape).HasValue);
        Assert.NotEqual(scalar, default);
    }

    [Fact]
    public void The_batch_is_the_first_axis()
    {
        Assert.Equal(new Shape(3, 28, 28), new Shape(28, 28).WithBatch(3));
        Assert.Equal(new Shape(28, 28), new Shape(3, 28, 28).WithoutBatch());
    }

    [Fact]
    public void Negative_lengths_and_more_than_31_bits_of_elements_are_refused()
    {
        Assert.Contains("[2, -1]", Assert.Throws<ArgumentException>(() => new Shape(2, -1)).Message, StringComparison.Ordinal);
        Assert.Contains("[65536, 65536]", Assert.Throws<ArgumentException>(() => new Shape(65536, 65536)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Shape(int.MaxValue, int.MaxValue, int.MaxValue));
        Assert.Equal(0, new Shape(0, 5).Count);
    }
}
