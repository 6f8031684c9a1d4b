using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class MatrixProductTests
{
    [Theory]
    [Trait("Ledger", "S215")]
    [InlineData(3, 3, 3, 27)]
    [InlineData(5, 7, 2, 70)]
    [InlineData(31, 17, 40, 21_080)]
    public void The_triple_loop_counts_its_products_and_equals_the_fast_one(int rows, int terms, int columns, long expected)
    {
        MatrixProduct product = Products.Whole(rows, terms, columns);
        float[] result = product.Compute(out long macs);
        Assert.Equal(expected, macs);
        Assert.Equal(expected, product.Macs);
        Assert.Equal(result, Fast(product));
    }

    [Fact]
    public void Random_values_agree_within_the_bound_of_rounding()
    {
        MatrixProduct product = Products.Random(9, 100, 11);
        float[] fast = Fast(product);
        Assert.All(product.Compute(out _).Select((value, index) => value - fast[index]), difference => Assert.Equal(0, difference, 1e-4));
    }

    [Fact]
    public void Factors_of_another_size_are_refused()
    {
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => new MatrixProduct(2, 3, 4, new float[5], new float[12]));
        Assert.Contains("2 rows and 3 columns has 6 values, but 5 are given", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MatrixProduct(0, 1, 1, [], [1]));
        Assert.Throws<OverflowException>(() => new MatrixProduct(1 << 16, 1, 1 << 16, [], []));
    }

    private static float[] Fast(MatrixProduct product)
    {
        Tensor a = Tensor.From<float>([product.Rows, product.Terms], [.. Enumerable.Range(0, product.Rows * product.Terms).Select(i => product.A(i / product.Terms, i % product.Terms))]);
        Tensor b = Tensor.From<float>([product.Terms, product.Columns], [.. Enumerable.Range(0, product.Terms * product.Columns).Select(i => product.B(i / product.Columns, i % product.Columns))]);
        return a.MatMul(b).Span<float>().ToArray();
    }
}
