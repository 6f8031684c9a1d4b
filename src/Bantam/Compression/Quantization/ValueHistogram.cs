namespace Bantam.Compression;

/// <summary>How often values of an activation fell where, between their smallest and largest.</summary>
/// <remarks>Filled in two passes over the same data: first the ends, then the counts. Memory does not grow with the data.</remarks>
public sealed class ValueHistogram
{
    private const int BinCount = 4096;
    private readonly long[] _counts = new long[BinCount];
    private long _total;

    /// <summary>The smallest value seen.</summary>
    public float Min { get; private set; } = float.PositiveInfinity;

    /// <summary>The largest value seen.</summary>
    public float Max { get; private set; } = float.NegativeInfinity;

    /// <summary>First pass: widens the range to hold some values.</summary>
    /// <param name="values">The values.</param>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    public void Widen(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new InvalidOperationException("An activation is not finite on calibration data: the network has diverged. Train it again with a smaller learning rate.");
            }

            Min = Math.Min(Min, value);
            Max = Math.Max(Max, value);
        }
    }

    /// <summary>Second pass: counts some values.</summary>
    /// <param name="values">The values, within the range.</param>
    public void Count(ReadOnlySpan<float> values)
    {
        double scale = Max > Min ? BinCount / ((double)Max - Min) : 0;
        foreach (float value in values)
        {
            _counts[Math.Min((int)((value - (double)Min) * scale), BinCount - 1)]++;
        }

        _total += values.Length;
    }

    /// <summary>The number below which a given share of the values lies.</summary>
    /// <param name="share">The share in [0, 1]; 0 gives the smallest value, 1 the largest.</param>
    /// <returns>The number, interpolated within a bin of 1/4096 of the range.</returns>
    public float Quantile(double share)
    {
        double target = share * _total;
        double below = 0;
        for (int bin = 0; bin < BinCount; bin++)
        {
            // The first bin whose end reaches the target holds it; an empty bin is never the one.
            if (_counts[bin] > 0 && below + _counts[bin] >= target)
            {
                double position = bin + ((target - below) / _counts[bin]);
                return (float)(Min + (((double)Max - Min) * position / BinCount));
            }

            below += _counts[bin];
        }

        return Max;
    }
}
