using System.Globalization;

namespace Bantam.Studies;

/// <summary>How figures write numbers.</summary>
internal static class Numbers
{
    /// <summary>A number in few characters: <c>431 k</c>, <c>2.29 M</c>, <c>15.5 G</c>.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        >= 1e9 => Digits(value / 1e9) + " G",
        >= 1e6 => Digits(value / 1e6) + " M",
        >= 1e4 => Digits(value / 1e3) + " k",
        _ => Digits(value),
    };

    /// <summary>A number with three significant digits.</summary>
    public static string Digits(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>A fraction as a percentage: <c>96.2 %</c>.</summary>
    public static string Percent(double fraction) => (fraction * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
