using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Studies;

/// <summary>Matrix products for the simulated machines, with values in [−1, 1).</summary>
internal static class RandomProducts
{
    public static MatrixProduct Of(int rows, int terms, int columns, ulong seed)
    {
        RandomStream random = new(seed, "product");
        return new MatrixProduct(rows, terms, columns, Values(random, rows * terms), Values(random, terms * columns));
    }

    private static float[] Values(RandomStream random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Uniform(-1, 1))];
}
