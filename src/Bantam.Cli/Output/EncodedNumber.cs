using System.Globalization;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>A number in a format: its bits, what they stand for, and what stands beside them.</summary>
/// <param name="Input">The number as a Float64.</param>
/// <param name="Format">The name of the format.</param>
/// <param name="Layout">The format in words.</param>
/// <param name="Fields">The bits of the code by field, the highest first.</param>
/// <param name="Code">The code in hexadecimal.</param>
/// <param name="Value">What the code stands for.</param>
/// <param name="Error">Value − Input; 0 where both are the same infinity or NaN.</param>
/// <param name="Overflowed">Whether the number is beyond the range of the format.</param>
/// <param name="Below">The next smaller number, or null.</param>
/// <param name="Above">The next larger number, or null.</param>
/// <param name="Smallest">The smallest finite number.</param>
/// <param name="Largest">The largest finite number.</param>
internal sealed record EncodedNumber(
    double Input,
    string Format,
    string Layout,
    IReadOnlyList<BitField> Fields,
    string Code,
    double Value,
    double Error,
    bool Overflowed,
    NeighborNumber? Below,
    NeighborNumber? Above,
    double Smallest,
    double Largest)
{
    /// <summary>A number in a floating-point format, rounded to the nearest, ties to even.</summary>
    public static EncodedNumber Of(double input, string name, MiniFloat format)
    {
        ulong code = format.Encode(input);
        double value = format.Decode(code);
        int exponent = format.ExponentBits;
        string bits = Binary(code, format.Bits);
        return new EncodedNumber(
            input,
            name,
            string.Create(CultureInfo.InvariantCulture, $"1 sign, {exponent} exponent and {format.MantissaBits} mantissa bits, bias {format.Bias}"),
            [new("sign", bits[..1]), new("exponent", bits[1..(1 + exponent)]), new("mantissa", bits[(1 + exponent)..])],
            Hexadecimal(code, format.Bits),
            value,
            ErrorOf(input, value),
            double.IsFinite(input) && (!double.IsFinite(value) || Math.Abs(input) > format.MaxValue),
            Beside(format.NextDown(code)),
            Beside(format.NextUp(code)),
            -format.MaxValue,
            format.MaxValue);

        NeighborNumber? Beside(ulong? other) => other is { } found ? new(format.Decode(found), Hexadecimal(found, format.Bits)) : null;
    }

    /// <summary>A number in a fixed-point format, rounded to the nearest, ties to even, and saturated.</summary>
    public static EncodedNumber Of(double input, string name, FixedPointFormat format)
    {
        (long code, bool overflowed) = format.Encode(input);
        double value = format.Decode(code);
        string bits = Binary(Pattern(code), format.Bits);
        BitField[] fields = [new("integer", bits[..format.IntegerBits]), new("fraction", bits[format.IntegerBits..])];
        return new EncodedNumber(
            input,
            name,
            string.Create(CultureInfo.InvariantCulture, $"{(format.IsSigned ? "signed" : "unsigned")}, {format.IntegerBits} integer and {format.FractionBits} fraction bits"),
            [.. fields.Where(field => field.Bits.Length > 0)],
            Hexadecimal(Pattern(code), format.Bits),
            value,
            ErrorOf(input, value),
            overflowed,
            Beside(code - 1),
            Beside(code + 1),
            format.MinValue,
            format.MaxValue);

        ulong Pattern(long signed) => (ulong)signed & ((1UL << format.Bits) - 1);

        NeighborNumber? Beside(long other) => other < format.MinCode || other > format.MaxCode ? null : new(format.Decode(other), Hexadecimal(Pattern(other), format.Bits));
    }

    private static double ErrorOf(double input, double value) => input.Equals(value) ? 0 : value - input;

    private static string Binary(ulong code, int bits) => code.ToString("B", CultureInfo.InvariantCulture).PadLeft(bits, '0');

    private static string Hexadecimal(ulong code, int bits) => "0x" + code.ToString("X", CultureInfo.InvariantCulture).PadLeft((bits + 3) / 4, '0');
}

/// <summary>Some bits of a code and what they are.</summary>
internal sealed record BitField(string Name, string Bits);

/// <summary>The number beside another one, and its code.</summary>
internal sealed record NeighborNumber(double Value, string Code);
