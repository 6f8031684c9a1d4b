using System.Globalization;

namespace Bantam.Reports;

/// <summary>How the report writes numbers: invariant, with units, grouped by thousands.</summary>
internal static class Figure
{
    /// <summary>A whole number: <c>431,080</c>.</summary>
    internal static string Count(long value) => Signed(value.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>A whole number in few characters: <c>431 k</c>, <c>2.29 M</c>.</summary>
    internal static string ShortCount(double value) => Math.Abs(value) switch
    {
        >= 1e9 => Digits(value / 1e9) + " G",
        >= 1e6 => Digits(value / 1e6) + " M",
        >= 1e4 => Digits(value / 1e3) + " k",
        _ => Count((long)value),
    };

    /// <summary>Bytes, in the unit that keeps them readable: <c>512 B</c>, <c>43.4 KiB</c>.</summary>
    internal static string Bytes(double value) => Math.Abs(value) switch
    {
        >= 1 << 20 => Digits(value / (1 << 20)) + " MiB",
        >= 1 << 10 => Digits(value / (1 << 10)) + " KiB",
        _ => Count((long)value) + " B",
    };

    /// <summary>A fraction as a percentage: <c>4.2 %</c>.</summary>
    internal static string Percent(double fraction) => Digits(fraction * 100) + " %";

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

    /// <summary>The report's metric: accuracy as a percentage, everything else as a plain number.</summary>
    internal static string Metric(string metric, double value) =>
        metric == "accuracy" ? Signed((value * 100).ToString("0.00", CultureInfo.InvariantCulture)) + " %" : Digits(value);

    /// <summary>The change of the report's metric, with its sign.</summary>
    internal static string MetricChange(string metric, double change)
    {
        string size = metric == "accuracy"
            ? Math.Abs(change * 100).ToString("0.00", CultureInfo.InvariantCulture) + " points"
            : Digits(Math.Abs(change));
        return (change > 0 ? "+" : change < 0 ? "\u2212" : "±") + size;
    }

    /// <summary>A duration: <c>4.2 s</c>, <c>1 min 48 s</c>.</summary>
    internal static string Duration(double seconds) => seconds < 60
        ? Digits(seconds) + " s"
        : Count((long)(seconds / 60)) + " min " + Count((long)(seconds % 60)) + " s";

    private static string Signed(string number) => number.Replace('-', '\u2212');
}
