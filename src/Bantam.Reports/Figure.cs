using System.Globalization;
using Bantam.Training;

namespace Bantam.Reports;

/// <summary>How the report writes numbers: invariant, with units, grouped by thousands.</summary>
internal static class Figure
{
    // A number and its unit never part at the end of a line.
    private const string Space = "\u00A0";

    /// <summary>A whole number: <c>431,080</c>.</summary>
    internal static string Count(long value) => Signed(value.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>A whole number in few characters: <c>431 k</c>, <c>2.29 M</c>.</summary>
    internal static string ShortCount(double value) => Math.Abs(value) switch
    {
        >= 1e9 => Digits(value / 1e9) + Space + "G",
        >= 1e6 => Digits(value / 1e6) + Space + "M",
        >= 1e4 => Digits(value / 1e3) + Space + "k",
        _ => Count((long)value),
    };

    /// <summary>Bytes, in the unit that keeps them readable: <c>512 B</c>, <c>43.4 KiB</c>.</summary>
    internal static string Bytes(double value) => Math.Abs(value) switch
    {
        >= 1 << 20 => Digits(value / (1 << 20)) + Space + "MiB",
        >= 1 << 10 => Digits(value / (1 << 10)) + Space + "KiB",
        _ => Count((long)value) + Space + "B",
    };

    /// <summary>The name of a memory, with a word of caution where its use was not measured: <c>flash, at least</c>.</summary>
    internal static string MemoryName(string memory, FitReport report) => report.MemoryIsMeasured ? memory : memory + ", at least";

    /// <summary>A fraction as a percentage: <c>4.2 %</c>.</summary>
    internal static string Percent(double fraction) => Digits(fraction * 100) + Space + "%";

    /// <summary>A number with three significant digits, never in exponential notation.</summary>
    internal static string Digits(double value)
    {
        string format = Math.Abs(value) switch
        {
            0 => "0",
            >= 100 => "N0",
            >= 10 => "0.0",
            >= 1 => "0.00",
            >= 0.1 => "0.000",
            _ => "0.0000",
        };
        return Signed(value.ToString(format, CultureInfo.InvariantCulture));
    }

    /// <summary>A loss, with four decimals so that epochs line up.</summary>
    internal static string Loss(double value) => Signed(value.ToString("0.0000", CultureInfo.InvariantCulture));

    /// <summary>The report's metric: accuracy as a percentage, everything else as a plain number.</summary>
    internal static string Metric(Metric metric, double value) =>
        metric == Training.Metric.Accuracy ? Signed((value * 100).ToString("0.00", CultureInfo.InvariantCulture)) + Space + "%" : Digits(value);

    /// <summary>The size of a difference between two values of the report's metric, without its sign.</summary>
    internal static string MetricGap(Metric metric, double gap) => metric == Training.Metric.Accuracy
        ? Math.Abs(gap * 100).ToString("0.00", CultureInfo.InvariantCulture) + Space + "points"
        : Digits(Math.Abs(gap));

    /// <summary>The change of the report's metric, with its sign; of accuracy, in points.</summary>
    internal static string MetricChange(Metric metric, double change) =>
        (change > 0 ? "+" : change < 0 ? "\u2212" : "±")
        + (metric == Training.Metric.Accuracy ? Math.Abs(change * 100).ToString("0.00", CultureInfo.InvariantCulture) : Digits(Math.Abs(change)));

    /// <summary>A duration: <c>4.2 s</c>, <c>1 min 48 s</c>.</summary>
    internal static string Duration(double seconds) => seconds < 60
        ? Digits(seconds) + Space + "s"
        : Count((long)(seconds / 60)) + Space + "min " + Count((long)(seconds % 60)) + Space + "s";

    private static string Signed(string number) => number.Replace('-', '\u2212');
}
