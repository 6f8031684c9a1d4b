using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

/// <summary>Products for the simulated machines.</summary>
internal static class Products
{
    /// <summary>Factors with values in [−1, 1).</summary>
    public static MatrixProduct Random(int rows, int terms, int columns, ulong seed = 1)
    {
        RandomStream random = new(seed, "product");
        return new MatrixProduct(rows, terms, columns, Values(rows * terms, () => random.Uniform(-1, 1)), Values(terms * columns, () => random.Uniform(-1, 1)));
    }

    /// <summary>Factors with whole numbers from −8 to 8, whose sums no format with 11 significant bits has to round.</summary>
    public static MatrixProduct Whole(int rows, int terms, int columns, ulong seed = 1)
    {
        RandomStream random = new(seed, "product");
        return new MatrixProduct(rows, terms, columns, Values(rows * terms, () => random.NextInt32(17) - 8), Values(terms * columns, () => random.NextInt32(17) - 8));
    }

    /// <summary>The product in Float64.</summary>
    public static double[] Exact(MatrixProduct product)
    {
        double[] result = new double[product.Rows * product.Columns];
        for (int i = 0; i < result.Length; i++)
        {
            for (int k = 0; k < product.Terms; k++)
            {
                result[i] += (double)product.A(i / product.Columns, k) * product.B(k, i % product.Columns);
            }
        }

        return result;
    }

    private static float[] Values(int count, Func<float> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
}
