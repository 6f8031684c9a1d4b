namespace Bantam.Deployment;

/// <summary>The two common readings of a percentile. They differ, so that a result names its own.</summary>
public enum PercentileMethod
{
    /// <summary>On the line between the neighbors of position p·(n − 1): of 1 to 10, p50 is 5.5 and p90 is 9.1.</summary>
    Linear,

    /// <summary>The value number ⌈p·n⌉: of 1 to 10, p50 is 5 and p90 is 9.</summary>
    NearestRank,
}

/// <summary>Percentiles of measured values.</summary>
public static class Percentiles
{
    /// <summary>The value below which a part of the values lies.</summary>
    /// <param name="values">The values, in any order; at least one, none NaN.</param>
    /// <param name="part">The part, in [0, 1]: 0.9 for p90.</param>
    /// <param name="method">How to read between values.</param>
    /// <returns>The percentile.</returns>
    /// <exception cref="ArgumentException">There is no value, or the part is outside [0, 1].</exception>
    public static double Of(ReadOnlySpan<double> values, double part, PercentileMethod method)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return OfSorted(sorted, part, method);
    }

    /// <summary>The same of values in ascending order.</summary>
    internal static double OfSorted(ReadOnlySpan<double> sorted, double part, PercentileMethod method)
    {
        if (sorted.IsEmpty || !(part is >= 0 and <= 1))
        {
            throw new ArgumentException($"A percentile needs at least one value and a part between 0 and 1, but got {sorted.Length} values and the part {part}.");
        }

        if (method == PercentileMethod.NearestRank)
        {
            return sorted[Math.Max((int)Math.Ceiling(part * sorted.Length) - 1, 0)];
        }

        double position = part * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
