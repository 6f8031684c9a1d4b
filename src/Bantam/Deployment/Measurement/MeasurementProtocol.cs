using System.Globalization;
using System.Text.Json.Serialization;

namespace Bantam.Deployment;

/// <summary>How often something runs before and while it is measured, and how its times are summed up.</summary>
/// <remarks>Source: notes, lines 3711-3718: warm up 20 to 100 iterations, measure 200 to 1000, report variability.</remarks>
public sealed record MeasurementProtocol
{
    private const int FewestWarmUps = 20;
    private const int MostWarmUps = 100;
    private const int FewestIterations = 200;
    private const int MostIterations = 1000;
    private const int MostForced = 1_000_000;

    /// <summary>Iterations before the clock counts, 20 to 100.</summary>
    [JsonRequired]
    public int WarmUp { get; init; } = 50;

    /// <summary>Iterations that count, 200 to 1000.</summary>
    [JsonRequired]
    public int Iterations { get; init; } = 500;

    /// <summary>Whether other numbers of iterations are allowed: for trying out, not for results that others shall trust.</summary>
    public bool IsForced { get; init; }

    /// <summary>How percentiles are read off.</summary>
    [JsonRequired]
    public PercentileMethod Percentiles { get; init; } = PercentileMethod.Linear;

    /// <summary>
    /// The least time between two readings of the clock, in seconds: an iteration repeats a run that is shorter, and its time is
    /// that of the repetitions over their number. 0 never repeats.
    /// </summary>
    public double LeastSeconds { get; init; } = 20e-6;

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentException">A number is outside its range and not forced, or makes no sense at all.</exception>
    public void Validate()
    {
        Require("warm-up", WarmUp, FewestWarmUps, MostWarmUps, least: 0);
        Require("measured", Iterations, FewestIterations, MostIterations, least: 2);
        if (!(LeastSeconds is >= 0 and <= 1))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The least time between two readings of the clock is between 0 and 1 second, but got {LeastSeconds}."));
        }
    }

    private void Require(string kind, int value, int fewest, int most, int least)
    {
        if (IsForced ? value < least || value > MostForced : value < fewest || value > most)
        {
            throw new ArgumentException(IsForced
                ? $"Between {least} and {MostForced} {kind} iterations are possible, but got {value}."
                : $"A trustworthy result takes {fewest} to {most} {kind} iterations, but got {value}. Choose a number in this range, or force it.");
        }
    }
}
