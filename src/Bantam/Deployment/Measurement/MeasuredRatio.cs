using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>How two sets of times compare: the ratio of their medians with its confidence interval.</summary>
/// <param name="Ratio">The median of the second over that of the first: above 1 the first is faster.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end of the interval.</param>
/// <param name="Confidence">How often such an interval holds the true ratio.</param>
/// <param name="IsInterleaved">Whether both were measured in turns; otherwise the interval knows nothing of what changed on the machine in between.</param>
/// <remarks>
/// <para>A bootstrap: times are drawn anew, with replacement, 2000 times, and the interval holds the middle 95 % of the ratios.
/// Neighboring times resemble each other, so runs of ∛n neighbors are drawn together; times that were measured in turns stay pairs.</para>
/// <para>Source: notes, lines 3698-3708; Efron, "Bootstrap Methods", 1979; Künsch, "The Jackknife and the Bootstrap for
/// General Stationary Observations", 1989.</para>
/// </remarks>
public sealed record MeasuredRatio(double Ratio, double Low, double High, double Confidence, bool IsInterleaved)
{
    private const int Draws = 2000;
    private const double Level = 0.95;
    private const ulong Seed = 1;

    /// <summary>Compares times that were measured in turns.</summary>
    /// <param name="first">The times of the one, at least two.</param>
    /// <param name="second">The times of the other, as many.</param>
    /// <returns>The ratio.</returns>
    /// <exception cref="ArgumentException">There are too few times, unequal numbers of them, or times that are not above 0.</exception>
    public static MeasuredRatio OfPairs(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"Times in turns are pairs, but got {first.Length} and {second.Length}.");
        }

        return Of(first, second, isInterleaved: true);
    }

    /// <summary>Compares times that were measured one after the other, or on different days.</summary>
    /// <param name="first">The times of the one, at least two.</param>
    /// <param name="second">The times of the other, at least two.</param>
    /// <returns>The ratio.</returns>
    /// <exception cref="ArgumentException">There are too few times, or times that are not above 0.</exception>
    public static MeasuredRatio OfSeparate(ReadOnlySpan<double> first, ReadOnlySpan<double> second) => Of(first, second, isInterleaved: false);

    private static MeasuredRatio Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second, bool isInterleaved)
    {
        RequireTimes(first);
        RequireTimes(second);
        RandomStream random = new(Seed, "bootstrap");
        double[] ratios = new double[Draws];
        double[] firstDrawn = new double[first.Length];
        double[] secondDrawn = new double[second.Length];
        for (int draw = 0; draw < Draws; draw++)
        {
            ulong position = random.Position;
            Draw(first, firstDrawn, random);
            if (isInterleaved)
            {
                random.Position = position;
            }

            Draw(second, secondDrawn, random);
            ratios[draw] = Median(secondDrawn) / Median(firstDrawn);
        }

        Array.Sort(ratios);
        return new MeasuredRatio(
            Median(second.ToArray()) / Median(first.ToArray()),
            Percentiles.OfSorted(ratios, (1 - Level) / 2, PercentileMethod.Linear),
            Percentiles.OfSorted(ratios, (1 + Level) / 2, PercentileMethod.Linear),
            Level,
            isInterleaved);
    }

    /// <summary>Fills an array with runs of neighbors from random places; behind the last time comes the first.</summary>
    private static void Draw(ReadOnlySpan<double> times, double[] drawn, RandomStream random)
    {
        int run = Math.Max((int)Math.Round(Math.Cbrt(times.Length)), 1);
        int place = 0;
        for (int i = 0; i < drawn.Length; i++)
        {
            place = i % run == 0 ? random.NextInt32(times.Length) : (place + 1) % times.Length;
            drawn[i] = times[place];
        }
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return Percentiles.OfSorted(values, 0.5, PercentileMethod.Linear);
    }

    private static void RequireTimes(ReadOnlySpan<double> times)
    {
        if (times.Length < 2)
        {
            throw new ArgumentException($"An interval needs at least two times of each, but got {times.Length}.");
        }

        foreach (double time in times)
        {
            if (!(time > 0 && double.IsFinite(time)))
            {
                throw new ArgumentException($"Times are above 0 and finite, but got {time.ToString(System.Globalization.CultureInfo.InvariantCulture)}.");
            }
        }
    }
}
