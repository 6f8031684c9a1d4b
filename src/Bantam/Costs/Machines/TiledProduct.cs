namespace Bantam.Costs;

/// <summary>A matrix product in square tiles, with every access to memory led through a cache.</summary>
/// <remarks>
/// Tiles change which values are near when they are needed again, not the order of any sum: results have the same bits for
/// every side. Sources: Lam, Rothberg and Wolf, "The cache performance and optimizations of blocked algorithms", 1991; notes:
/// lines 2353-2360 and 2562-2564.
/// </remarks>
public sealed class TiledProduct
{
    private const int ElementBytes = sizeof(float);

    private readonly MatrixProduct _product;
    private readonly Cache _cache;
    private readonly float[] _c;
    private readonly long _addressOfB;
    private readonly long _addressOfC;

    private TiledProduct(MatrixProduct product, Cache cache)
    {
        (_product, _cache) = (product, cache);
        _c = new float[product.Rows * product.Columns];
        _addressOfB = Aligned((long)product.Rows * product.Terms * ElementBytes);
        _addressOfC = Aligned(_addressOfB + ((long)product.Terms * product.Columns * ElementBytes));
    }

    /// <summary>Computes a product tile by tile: A, B and C lie one behind the other, each at the start of a line.</summary>
    /// <param name="product">The factors.</param>
    /// <param name="side">Rows and columns of a tile, from 1. One as large as the matrices is the plain triple loop.</param>
    /// <param name="cache">The cache, which counts; in the end its changed lines are written.</param>
    /// <returns>C [Rows, Columns], with the bits of <see cref="MatrixProduct.Compute"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The side is below 1.</exception>
    public static IReadOnlyList<float> Compute(MatrixProduct product, int side, Cache cache)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        TiledProduct run = new(product, cache);
        run.Compute(side);
        cache.Flush();
        return run._c;
    }

    private void Compute(int side)
    {
        foreach (Range i in Tiles(_product.Rows, side))
        {
            foreach (Range j in Tiles(_product.Columns, side))
            {
                foreach (Range k in Tiles(_product.Terms, side))
                {
                    MultiplyTile(i, j, k);
                }
            }
        }
    }

    private void MultiplyTile(Range rows, Range columns, Range terms)
    {
        for (int i = rows.Start.Value; i < rows.End.Value; i++)
        {
            for (int j = columns.Start.Value; j < columns.End.Value; j++)
            {
                int c = (i * _product.Columns) + j;
                _cache.Access(_addressOfC + ((long)c * ElementBytes), writes: false);
                float sum = _c[c];
                for (int k = terms.Start.Value; k < terms.End.Value; k++)
                {
                    _cache.Access((((long)i * _product.Terms) + k) * ElementBytes, writes: false);
                    _cache.Access(_addressOfB + ((((long)k * _product.Columns) + j) * ElementBytes), writes: false);
                    sum += _product.A(i, k) * _product.B(k, j);
                }

                _c[c] = sum;
                _cache.Access(_addressOfC + ((long)c * ElementBytes), writes: true);
            }
        }
    }

    private static IEnumerable<Range> Tiles(int length, int side)
    {
        for (int start = 0; start < length; start += Math.Min(side, length - start))
        {
            yield return start..(start + Math.Min(side, length - start));
        }
    }

    private long Aligned(long address) => (address + _cache.LineBytes - 1) / _cache.LineBytes * _cache.LineBytes;
}
