using System.Globalization;
using System.Text.RegularExpressions;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>The formats that <c>bantam number</c> knows by name, and what each makes of a number.</summary>
internal static partial class NumberFormat
{
    private static readonly (string Name, MiniFloat Format)[] Floats =
    [
        ("float64", MiniFloat.Float64),
        ("float32", MiniFloat.Float32),
        ("tf32", MiniFloat.TensorFloat32),
        ("float16", MiniFloat.Float16),
        ("bfloat16", MiniFloat.BFloat16),
        ("float8-e4m3", MiniFloat.Float8E4M3),
        ("float8-e5m2", MiniFloat.Float8E5M2),
    ];

    /// <summary>The names of the floating-point formats, and an example of every kind of fixed-point format.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Floats.Select(known => known.Name), "q4.4", "uq4.4", "int8", "uint8"];

    /// <summary>Encodes a number in the format of a name.</summary>
    /// <exception cref="UnknownNameException">No format has this name.</exception>
    /// <exception cref="ArgumentException">The format has no code for the number, or more than 32 bits.</exception>
    public static EncodedNumber Encode(double value, string name)
    {
        string known = name.ToLowerInvariant();
        foreach ((string candidate, MiniFloat format) in Floats)
        {
            if (candidate == known)
            {
                return EncodedNumber.Of(value, known, format);
            }
        }

        return EncodedNumber.Of(value, known, FixedPoint(known) ?? throw new UnknownNameException("number format", name, Names));
    }

    private static FixedPointFormat? FixedPoint(string name)
    {
        Match match = FixedPointName().Match(name);
        return !match.Success ? null
            : match.Groups["integer"].Success ? new FixedPointFormat(Number(match, "integer"), 0, !match.Groups["unsigned"].Success)
            : new FixedPointFormat(Number(match, "m"), Number(match, "n"), !match.Groups["unsigned"].Success);
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<unsigned>u)?(int(?<integer>[0-9]{1,3})|q(?<m>[0-9]{1,3})\.(?<n>[0-9]{1,3}))$", RegexOptions.ExplicitCapture)]
    private static partial Regex FixedPointName();
}
