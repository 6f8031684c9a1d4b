namespace Bantam.Costs;

/// <summary>What stays in the cells of a systolic array while the rest flows through.</summary>
public enum SystolicDataflow
{
    /// <summary>Each cell keeps the sum of one output; both factors flow.</summary>
    OutputStationary,

    /// <summary>Each cell keeps one weight of B; A flows to the right and sums flow down.</summary>
    WeightStationary,
}

/// <summary>What a systolic array did.</summary>
/// <param name="Result">C [Rows, Columns], with the bits of <see cref="MatrixProduct.Compute"/>.</param>
/// <param name="Cycles">The clock cycles until the last cell was done with its last product.</param>
/// <param name="LoadCycles">The cycles before them that filled the cells with weights, one row at a time; 0 where outputs stay.</param>
/// <param name="Utilization">The multiply-accumulates over cells times <paramref name="Cycles"/>.</param>
public sealed record SystolicRun(IReadOnlyList<float> Result, long Cycles, long LoadCycles, double Utilization);

/// <summary>A grid of cells, each of which multiplies, adds and hands its inputs on once per cycle; simulated cycle by cycle.</summary>
/// <remarks>
/// <para>Every value is read from memory once per tile and used by a whole row or column of cells. A product of K terms on
/// n·n cells takes <c>K + 2n − 2</c> cycles where outputs stay: the last cell starts 2n − 2 cycles after the first. Products
/// larger than the array are cut into tiles that run one after the other, without overlap.</para>
/// <para>Sources: Kung and Leiserson, "Systolic arrays (for VLSI)", 1978; notes: lines 2353-2360.</para>
/// </remarks>
public sealed class SystolicArray
{
    private const int MostCells = 1 << 20;
    private readonly int _rows;
    private readonly int _columns;

    /// <summary>Builds an array.</summary>
    /// <param name="rows">Rows of cells, from 1.</param>
    /// <param name="columns">Columns of cells, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no cells, or more than 2²⁰.</exception>
    public SystolicArray(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)rows * columns, MostCells, nameof(rows));
        (_rows, _columns) = (rows, columns);
    }

    /// <summary>Runs a product.</summary>
    /// <param name="product">The factors.</param>
    /// <param name="dataflow">What stays in the cells.</param>
    /// <returns>The result and what it took.</returns>
    public SystolicRun Run(MatrixProduct product, SystolicDataflow dataflow)
    {
        ArgumentNullException.ThrowIfNull(product);
        float[] result = new float[product.Rows * product.Columns];
        (long cycles, long loadCycles) = dataflow switch
        {
            SystolicDataflow.OutputStationary => (RunOutputStationary(product, result), 0),
            SystolicDataflow.WeightStationary => RunWeightStationary(product, result),
            _ => throw new ArgumentOutOfRangeException(nameof(dataflow), dataflow, "This is no dataflow of a systolic array. Use one of the names of SystolicDataflow."),
        };
        return new SystolicRun(result, cycles, loadCycles, product.Macs / ((double)_rows * _columns * cycles));
    }

    private long RunOutputStationary(MatrixProduct product, float[] result)
    {
        long cycles = 0;
        for (int row = 0; row < product.Rows; row += _rows)
        {
            for (int column = 0; column < product.Columns; column += _columns)
            {
                OutputTile tile = new(product, row, Math.Min(_rows, product.Rows - row), column, Math.Min(_columns, product.Columns - column));
                cycles += tile.Run(result);
            }
        }

        return cycles;
    }

    private (long Cycles, long LoadCycles) RunWeightStationary(MatrixProduct product, float[] result)
    {
        long cycles = 0;
        long loadCycles = 0;
        for (int term = 0; term < product.Terms; term += _rows)
        {
            for (int column = 0; column < product.Columns; column += _columns)
            {
                WeightTile tile = new(product, term, Math.Min(_rows, product.Terms - term), column, Math.Min(_columns, product.Columns - column));
                loadCycles += tile.LoadCycles;
                cycles += tile.Run(result);
            }
        }

        return (cycles, loadCycles);
    }

    /// <summary>Cells that keep sums: a value of A moves one cell to the right each cycle, a value of B one cell down.</summary>
    private sealed class OutputTile(MatrixProduct product, int firstRow, int rows, int firstColumn, int columns)
    {
        private readonly float[,] _a = new float[rows, columns];
        private readonly float[,] _b = new float[rows, columns];
        private readonly float[,] _sums = new float[rows, columns];

        public long Run(float[] result)
        {
            // The cell in row i and column j meets the product of term k in cycle i + j + k.
            int cycles = product.Terms + rows + columns - 2;
            for (int cycle = 0; cycle < cycles; cycle++)
            {
                Tick(cycle);
            }

            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    result[((firstRow + i) * product.Columns) + firstColumn + j] = _sums[i, j];
                }
            }

            return cycles;
        }

        private void Tick(int cycle)
        {
            // From the far corner on, so that each cell still finds what its neighbor held in the cycle before.
            for (int i = rows - 1; i >= 0; i--)
            {
                for (int j = columns - 1; j >= 0; j--)
                {
                    _a[i, j] = j > 0 ? _a[i, j - 1] : FromLeft(i, cycle - i);
                    _b[i, j] = i > 0 ? _b[i - 1, j] : FromAbove(j, cycle - j);
                    _sums[i, j] += _a[i, j] * _b[i, j];
                }
            }
        }

        private float FromLeft(int row, int term) => term >= 0 && term < product.Terms ? product.A(firstRow + row, term) : 0;

        private float FromAbove(int column, int term) => term >= 0 && term < product.Terms ? product.B(term, firstColumn + column) : 0;
    }

    /// <summary>Cells that keep weights: a value of A moves one cell to the right each cycle, a sum one cell down.</summary>
    private sealed class WeightTile(MatrixProduct product, int firstTerm, int terms, int firstColumn, int columns)
    {
        private readonly float[,] _a = new float[terms, columns];
        private readonly float[,] _sums = new float[terms, columns];

        public long LoadCycles => terms;

        public long Run(float[] result)
        {
            // Row r of A meets the cell in row k and column j in cycle r + k + j.
            int cycles = product.Rows + terms + columns - 2;
            for (int cycle = 0; cycle < cycles; cycle++)
            {
                Tick(cycle, result);
                for (int j = 0; j < columns; j++)
                {
                    int row = cycle - (terms - 1) - j;
                    if (row >= 0 && row < product.Rows)
                    {
                        result[(row * product.Columns) + firstColumn + j] = _sums[terms - 1, j];
                    }
                }
            }

            return cycles;
        }

        private void Tick(int cycle, float[] result)
        {
            for (int k = terms - 1; k >= 0; k--)
            {
                for (int j = columns - 1; j >= 0; j--)
                {
                    _a[k, j] = j > 0 ? _a[k, j - 1] : FromLeft(k, cycle - k);
                    float above = k > 0 ? _sums[k - 1, j] : EarlierTiles(result, cycle - j, j);
                    _sums[k, j] = above + (_a[k, j] * product.B(firstTerm + k, firstColumn + j));
                }
            }
        }

        private float FromLeft(int term, int row) => row >= 0 && row < product.Rows ? product.A(row, firstTerm + term) : 0;

        /// <summary>What tiles of earlier terms have summed for a row enters at the top.</summary>
        private float EarlierTiles(float[] result, int row, int column) =>
            row >= 0 && row < product.Rows ? result[(row * product.Columns) + firstColumn + column] : 0;
    }
}
