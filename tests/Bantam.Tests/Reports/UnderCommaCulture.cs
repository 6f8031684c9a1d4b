using System.Globalization;

namespace Bantam.Tests.Reports;

/// <summary>Runs code under a culture that writes 1.234,5 and has another minus sign.</summary>
internal static class UnderCommaCulture
{
    internal static string Run(Func<string> code)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NumberGroupSeparator = ".";
        comma.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = comma;
            return code();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
