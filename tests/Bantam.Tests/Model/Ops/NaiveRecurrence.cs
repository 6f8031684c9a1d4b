using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Recurrent ops once more, written from their formulas: whole matrices, whole histories.</summary>
/// <param name="accumulate">Adds a product to a sum, and counts it.</param>
internal sealed class NaiveRecurrence(Func<double, double, double, double> accumulate)
{
    public double[] Lstm(Lstm op, Tensor[] inputs, Shape output)
    {
        double[] y = new double[output.Count];
        int units = output[2];
        int steps = output[op.IsTimeMajor ? 0 : 1];
        int batch = output[op.IsTimeMajor ? 1 : 0];
        for (int n = 0; n < batch; n++)
        {
            double[] h = new double[units];
            double[] c = new double[units];
            for (int t = 0; t < steps; t++)
            {
                double X(int i) => op.IsTimeMajor ? inputs[0].At<double>(t, n, i) : inputs[0].At<double>(n, t, i);
                double[] sums = [.. Enumerable.Range(0, 4 * units).Select(row => Row(inputs[2], row, h.ElementAt, Row(inputs[1], row, X, inputs.Length > 3 ? inputs[3].At<double>(row) : 0)))];
                double limit = op.CellClip > 0 ? op.CellClip : double.MaxValue;
                c = [.. c.Select((old, u) => Math.Clamp((Sigmoid(sums[units + u]) * old) + (Sigmoid(sums[u]) * Math.Tanh(sums[(2 * units) + u])), -limit, limit))];
                h = [.. c.Select((cell, u) => Sigmoid(sums[(3 * units) + u]) * Math.Tanh(cell))];
                h.CopyTo(y, (op.IsTimeMajor ? (t * batch) + n : (n * steps) + t) * units);
            }
        }

        return y;
    }

    public double[] Svdf(Svdf op, Tensor[] inputs, Shape output)
    {
        Tensor x = inputs[0].Shape.Rank == 3 ? inputs[0] : inputs[0].Reshape([inputs[0].Shape[0], 1, inputs[0].Shape[1]]);
        int units = output[^1];
        int frames = inputs[2].Shape[1];
        double[,,] s = new double[x.Shape[0], x.Shape[1], units * op.Rank];
        double[] y = new double[output.Count];
        for (int i = 0; i < x.Shape[0] * x.Shape[1]; i++)
        {
            (int n, int t) = (i / x.Shape[1], i % x.Shape[1]);
            for (int f = 0; f < units * op.Rank; f++)
            {
                s[n, t, f] = Row(inputs[1], f, k => x.At<double>(n, t, k), 0);
            }

            for (int u = 0; u < units; u++)
            {
                double sum = inputs.Length > 3 ? inputs[3].At<double>(u) : 0;
                for (int r = 0; r < op.Rank; r++)
                {
                    int f = (u * op.Rank) + r;
                    sum = Row(inputs[2], f, m => t - frames + 1 + m >= 0 ? s[n, t - frames + 1 + m, f] : 0, sum);
                }

                y[(i * units) + u] = sum;
            }
        }

        return y;
    }

    private double Row(Tensor matrix, int row, Func<int, double> vector, double start) =>
        Enumerable.Range(0, matrix.Shape[1]).Aggregate(start, (sum, k) => accumulate(sum, matrix.At<double>(row, k), vector(k)));

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
