namespace Bantam.Tests.Costs;

/// <summary>Least squares whose factors are 0 or more.</summary>
internal static class NonNegativeFit
{
    /// <summary>Finds the factors, none negative, that minimize the sum of squared errors.</summary>
    /// <param name="rows">The amounts of each observation.</param>
    /// <param name="targets">What they should add up to.</param>
    /// <remarks>Tries every choice of amounts and keeps the best whose free solution is not negative: exact, and cheap for a handful.</remarks>
    public static double[] Solve(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets)
    {
        int width = rows[0].Length;
        double[] best = new double[width];
        double least = double.PositiveInfinity;
        for (int chosen = 1; chosen < 1 << width; chosen++)
        {
            int[] columns = [.. Enumerable.Range(0, width).Where(column => ((chosen >> column) & 1) == 1)];
            if (Solve(rows, targets, columns) is not { } factors || factors.Any(factor => factor < 0))
            {
                continue;
            }

            double error = rows.Zip(targets, (row, target) => Math.Pow(Dot(row, columns, factors) - target, 2)).Sum();
            if (error < least * (1 - 1e-9))
            {
                least = error;
                best = new double[width];
                foreach ((int i, int column) in columns.Index())
                {
                    best[column] = factors[i];
                }
            }
        }

        return best;
    }

    private static double Dot(double[] row, int[] columns, double[] factors) => columns.Select((column, i) => row[column] * factors[i]).Sum();

    /// <summary>The normal equations of the chosen columns by Gauss and Jordan; null if they are singular.</summary>
    private static double[]? Solve(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets, int[] columns)
    {
        int n = columns.Length;
        double[][] system = [.. columns.Select(i => (double[])[.. columns.Select(j => rows.Sum(row => row[i] * row[j])), rows.Zip(targets, (row, target) => row[i] * target).Sum()])];
        for (int pivot = 0; pivot < n; pivot++)
        {
            int largest = Enumerable.Range(pivot, n - pivot).MaxBy(row => Math.Abs(system[row][pivot]));
            if (Math.Abs(system[largest][pivot]) < 1e-9)
            {
                return null;
            }

            (system[pivot], system[largest]) = (system[largest], system[pivot]);
            foreach (int row in Enumerable.Range(0, n).Where(row => row != pivot))
            {
                double factor = system[row][pivot] / system[pivot][pivot];
                system[row] = [.. system[row].Zip(system[pivot], (value, above) => value - (factor * above))];
            }
        }

        return [.. system.Select((row, i) => row[n] / row[i])];
    }
}
