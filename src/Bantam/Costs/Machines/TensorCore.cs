using Bantam.Model;

namespace Bantam.Costs;

/// <summary>What a product took on a tensor core.</summary>
/// <param name="Result">C [Rows, Columns], numbers of the accumulator's format.</param>
/// <param name="Instructions">How many tiles were multiplied.</param>
/// <param name="Utilization">The multiply-accumulates that were asked for over those that were done: what padding wastes.</param>
public sealed record TensorCoreRun(IReadOnlyList<double> Result, long Instructions, double Utilization);

/// <summary>A unit whose one instruction is <c>D = A·B + C</c> on square tiles, with narrow inputs and an accumulator of its own format.</summary>
/// <remarks>
/// Inputs are rounded to their format. Each product is exact and its sum is rounded once to the accumulator's format, term
/// after term; real units differ from each other here, as some sum several products before they round. Sums in a narrow
/// accumulator stop growing: 4096 ones make 2048 in Float16. Source: notes: lines 498-528.
/// </remarks>
public sealed class TensorCore
{
    private const int LargestSide = 256;

    /// <summary>Builds a unit.</summary>
    /// <param name="side">Rows and columns of a tile, 1 to 256; 4 and 16 are usual.</param>
    /// <param name="input">The format of A and B.</param>
    /// <param name="accumulator">The format of C and D.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is out of its range.</exception>
    public TensorCore(int side, MiniFloat input, MiniFloat accumulator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, LargestSide);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(accumulator);
        (Side, Input, Accumulator) = (side, input, accumulator);
    }

    /// <summary>Rows and columns of a tile.</summary>
    public int Side { get; }

    /// <summary>The format of A and B.</summary>
    public MiniFloat Input { get; }

    /// <summary>The format of C and D.</summary>
    public MiniFloat Accumulator { get; }

    /// <summary>The instruction: <c>C ← A·B + C</c> on one tile each.</summary>
    /// <param name="a">Side·side values, row-major.</param>
    /// <param name="b">Side·side values, row-major.</param>
    /// <param name="c">Side·side values, row-major; replaced by the result.</param>
    /// <exception cref="ArgumentException">A tile has another number of values, or NaN arises in a format that has none.</exception>
    public void MultiplyAccumulate(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<double> c)
    {
        double[] left = Rounded(a, nameof(a));
        double[] right = Rounded(b, nameof(b));
        CheckLength(c.Length, nameof(c));
        for (int i = 0; i < Side; i++)
        {
            for (int j = 0; j < Side; j++)
            {
                double sum = Accumulator.Round(c[(i * Side) + j]);
                for (int k = 0; k < Side; k++)
                {
                    sum = Accumulator.MultiplyAdd(left[(i * Side) + k], right[(k * Side) + j], sum);
                }

                c[(i * Side) + j] = sum;
            }
        }
    }

    /// <summary>Computes a product of any size from tiles; what hangs over the edge is zero.</summary>
    /// <param name="product">The factors.</param>
    /// <returns>The result and what it took.</returns>
    /// <exception cref="ArgumentException">NaN arises in a format that has none.</exception>
    public TensorCoreRun Run(MatrixProduct product)
    {
        ArgumentNullException.ThrowIfNull(product);
        double[] result = new double[product.Rows * product.Columns];
        long instructions = 0;
        for (int row = 0; row < product.Rows; row += Side)
        {
            for (int column = 0; column < product.Columns; column += Side)
            {
                double[] tile = new double[Side * Side];
                for (int term = 0; term < product.Terms; term += Side)
                {
                    MultiplyAccumulate(TileOfA(product, row, term), TileOfB(product, term, column), tile);
                    instructions++;
                }

                Write(tile, result, product, row, column);
            }
        }

        return new TensorCoreRun(result, instructions, product.Macs / ((double)instructions * Side * Side * Side));
    }

    private float[] TileOfA(MatrixProduct product, int row, int term) =>
        Tile((i, k) => row + i < product.Rows && term + k < product.Terms ? product.A(row + i, term + k) : 0);

    private float[] TileOfB(MatrixProduct product, int term, int column) =>
        Tile((k, j) => term + k < product.Terms && column + j < product.Columns ? product.B(term + k, column + j) : 0);

    private float[] Tile(Func<int, int, float> element)
    {
        float[] tile = new float[Side * Side];
        for (int i = 0; i < tile.Length; i++)
        {
            tile[i] = element(i / Side, i % Side);
        }

        return tile;
    }

    private void Write(double[] tile, double[] result, MatrixProduct product, int row, int column)
    {
        for (int i = 0; i < Math.Min(Side, product.Rows - row); i++)
        {
            for (int j = 0; j < Math.Min(Side, product.Columns - column); j++)
            {
                result[((row + i) * product.Columns) + column + j] = tile[(i * Side) + j];
            }
        }
    }

    private double[] Rounded(ReadOnlySpan<float> tile, string name)
    {
        CheckLength(tile.Length, name);
        double[] rounded = new double[tile.Length];
        for (int i = 0; i < tile.Length; i++)
        {
            rounded[i] = Input.Round(tile[i]);
        }

        return rounded;
    }

    private void CheckLength(int length, string name)
    {
        if (length != Side * Side)
        {
            throw new ArgumentException($"A tile of this unit has {Side}·{Side} = {Side * Side} values, but {length} are given.", name);
        }
    }
}
