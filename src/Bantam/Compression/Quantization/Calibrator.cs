using System.Globalization;

namespace Bantam.Compression;

/// <summary>Chooses the range of an activation from what it was on calibration data.</summary>
public abstract record Calibrator
{
    /// <summary>The range to represent.</summary>
    /// <param name="histogram">The values that were seen.</param>
    /// <returns>The ends; values beyond them will saturate.</returns>
    public abstract (float Min, float Max) RangeOf(ValueHistogram histogram);
}

/// <summary>The whole range that was seen. One outlier costs every other value resolution.</summary>
public sealed record MinMaxCalibrator : Calibrator
{
    /// <inheritdoc/>
    public override (float Min, float Max) RangeOf(ValueHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        return (histogram.Min, histogram.Max);
    }
}

/// <summary>The range that holds a given share of the values on each side: rare outliers saturate.</summary>
/// <param name="Percentile">The share in percent, above 50 and at most 100: 99.99 leaves out one value in 10,000 at each end.</param>
/// <remarks>Source: notes, line 3346; Wu et al., "Integer Quantization for Deep Learning Inference", 2020.</remarks>
public sealed record PercentileCalibrator(double Percentile = 99.99) : Calibrator
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The percentile is not above 50 and at most 100.</exception>
    public override (float Min, float Max) RangeOf(ValueHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (!(Percentile is > 50 and <= 100))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"A percentile for calibration lies above 50 and is at most 100, but got {Percentile}. 99.99 leaves out one value in 10,000 at each end."));
        }

        double share = Percentile / 100;
        return (histogram.Quantile(1 - share), histogram.Quantile(share));
    }
}
