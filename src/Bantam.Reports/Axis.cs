namespace Bantam.Reports;

/// <summary>A chart's axis: round numbers around the data, and where each value lies between two pixels.</summary>
/// <param name="Low">The value at the start.</param>
/// <param name="High">The value at the end.</param>
/// <param name="Step">The distance between two ticks.</param>
internal readonly record struct Axis(double Low, double High, double Step)
{
    /// <summary>The axis whose ticks are 1, 2 or 5 times a power of ten of the unit and enclose all data.</summary>
    /// <param name="low">The smallest value.</param>
    /// <param name="high">The largest value.</param>
    /// <param name="intervals">About how many intervals there are between ticks.</param>
    /// <param name="unit">What ticks are round multiples of: 1, or 1024 for bytes.</param>
    /// <returns>The axis.</returns>
    internal static Axis Around(double low, double high, int intervals, double unit = 1)
    {
        if (high <= low)
        {
            double room = Math.Max(Math.Abs(low) * 0.1, 1e-6 * unit);
            (low, high) = (low - room, high + room);
        }

        double raw = (high - low) / intervals / unit;
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = unit * power * ((raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        return new Axis(Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step, step);
    }

    /// <summary>The values at which the axis is labeled.</summary>
    internal IEnumerable<double> Ticks
    {
        get
        {
            (double low, double step) = (Low, Step);
            return Enumerable.Range(0, (int)Math.Round((High - Low) / Step) + 1).Select(i => low + (i * step));
        }
    }

    /// <summary>The pixel of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="start">The pixel of <see cref="Low"/>.</param>
    /// <param name="end">The pixel of <see cref="High"/>.</param>
    /// <returns>The pixel.</returns>
    internal double Place(double value, double start, double end) => start + ((value - Low) / (High - Low) * (end - start));
}
