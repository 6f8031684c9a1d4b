namespace Bantam.Costs;

/// <summary>Operations for each byte that moves: what decides whether arithmetic or memory bounds the speed.</summary>
/// <remarks>A MAC counts as two operations here; each operand is read once and each result written once. Source: notes, lines 478-494.</remarks>
public static class ArithmeticIntensity
{
    /// <summary>The intensity of a matrix product [m, k]·[k, n].</summary>
    /// <param name="m">Rows of the result.</param>
    /// <param name="n">Columns of the result; 1 for a matrix by a vector.</param>
    /// <param name="k">The terms of each sum.</param>
    /// <param name="bytesPerElement">Bytes of an element.</param>
    /// <returns><c>2mnk/(bytes·(mk + kn + mn))</c>: N/6 for N×N in Float32, below 0.5 for a vector.</returns>
    public static double OfProduct(long m, long n, long k, int bytesPerElement = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerElement, 1);
        return 2.0 * m * n * k / (bytesPerElement * (((double)m * k) + ((double)k * n) + ((double)m * n)));
    }

    /// <summary>The intensity of a network for one sample, each layer on its own.</summary>
    /// <param name="report">The network's counts.</param>
    /// <returns>Operations for each byte of inputs, weights and outputs.</returns>
    public static double Of(CostReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        double bytes = report.Layers.Sum(layer => (double)layer.InputBytes + layer.WeightBytes + layer.ActivationBytes);
        return bytes == 0 ? 0 : 2.0 * report.Macs / bytes;
    }
}
