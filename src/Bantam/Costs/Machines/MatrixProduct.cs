namespace Bantam.Costs;

/// <summary>The work that the simulated machines are given: <c>C = A·B</c> with A [Rows, Terms] and B [Terms, Columns], row-major.</summary>
public sealed class MatrixProduct
{
    private readonly float[] _a;
    private readonly float[] _b;

    /// <summary>Takes the factors.</summary>
    /// <param name="rows">Rows of A and C, from 1.</param>
    /// <param name="terms">Columns of A and rows of B, from 1.</param>
    /// <param name="columns">Columns of B and C, from 1.</param>
    /// <param name="a">rows·terms values.</param>
    /// <param name="b">terms·columns values.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    /// <exception cref="ArgumentException">A factor has another number of values than its sides say.</exception>
    /// <exception cref="OverflowException">A matrix would have more than 31 bits of elements.</exception>
    public MatrixProduct(int rows, int terms, int columns, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(terms, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        _ = checked(rows * columns);
        CheckLength(a, rows, terms, nameof(a));
        CheckLength(b, terms, columns, nameof(b));
        (Rows, Terms, Columns) = (rows, terms, columns);
        _a = a.ToArray();
        _b = b.ToArray();
    }

    /// <summary>Rows of A and C.</summary>
    public int Rows { get; }

    /// <summary>Columns of A and rows of B: the products in one sum.</summary>
    public int Terms { get; }

    /// <summary>Columns of B and C.</summary>
    public int Columns { get; }

    /// <summary>The multiply-accumulates: <c>Rows · Terms · Columns</c>.</summary>
    public long Macs => (long)Rows * Terms * Columns;

    /// <summary>An element of the left factor.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="term">The column, from 0.</param>
    /// <returns>Its value.</returns>
    public float A(int row, int term) => _a[(row * Terms) + term];

    /// <summary>An element of the right factor.</summary>
    /// <param name="term">The row, from 0.</param>
    /// <param name="column">The column, from 0.</param>
    /// <returns>Its value.</returns>
    public float B(int term, int column) => _b[(term * Columns) + column];

    /// <summary>The three loops that define the product, one multiplication and one addition at a time: <c>sum += A[i, k]·B[k, j]</c>.</summary>
    /// <param name="macs">How often the innermost line ran: n³ for squares of n.</param>
    /// <returns>C [Rows, Columns], each sum in ascending order of k, every step rounded to Float32.</returns>
    /// <remarks>Source: notes: lines 2680-2686.</remarks>
    public float[] Compute(out long macs)
    {
        macs = 0;
        float[] c = new float[Rows * Columns];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                float sum = 0;
                for (int k = 0; k < Terms; k++)
                {
                    sum += A(i, k) * B(k, j);
                    macs++;
                }

                c[(i * Columns) + j] = sum;
            }
        }

        return c;
    }

    private static void CheckLength(ReadOnlySpan<float> values, int rows, int columns, string name)
    {
        int expected = checked(rows * columns);
        if (values.Length != expected)
        {
            throw new ArgumentException($"A matrix of {rows} rows and {columns} columns has {expected} values, but {values.Length} are given.", name);
        }
    }
}
