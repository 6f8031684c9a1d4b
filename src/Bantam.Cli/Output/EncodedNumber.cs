using System.Globalization;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>A number in a format: its bits, what they stand for, and what stands beside them.</summary>
internal sealed record EncodedNumber
{
    /// <summary>The number as a Float64.</summary>
    public required double Input { get; init; }

    /// <summary>The name of the format.</summary>
    public required string Format { get; init; }

    /// <summary>The format in words.</summary>
    public required string Layout { get; init; }

    /// <summary>The bits of the code by field, the highest first.</summary>
    public required IReadOnlyList<BitField> Fields { get; init; }

    /// <summary>The code in hexadecimal.</summary>
    public required string Code { get; init; }

    /// <summary>How the code is read: <c>1.10011b * 2^3</c> or <c>204 * 2^-4</c>; null for infinity and NaN.</summary>
    public required string? Form { get; init; }

    /// <summary>What the code stands for.</summary>
    public required double Value { get; init; }

    /// <summary>Value − Input; 0 where both are the same infinity or NaN.</summary>
    public double Error => Input.Equals(Value) ? 0 : Value - Input;

    /// <summary>Whether the number is beyond the range of the format.</summary>
    public required bool Overflowed { get; init; }

    /// <summary>The next smaller number, or null.</summary>
    public required NeighborNumber? Below { get; init; }

    /// <summary>The next larger number, or null.</summary>
    public required NeighborNumber? Above { get; init; }

    /// <summary>The smallest finite number.</summary>
    public required double Smallest { get; init; }

    /// <summary>The largest finite number.</summary>
    public required double Largest { get; init; }

    /// <summary>A number in a floating-point format, rounded to the nearest, ties to even.</summary>
    public static EncodedNumber Of(double input, string name, MiniFloat format)
    {
        ulong code = format.Encode(input);
        double value = format.Decode(code);
        string bits = Binary(code, format.Bits);
        (string sign, string exponent, string mantissa) = (bits[..1], bits[1..(1 + format.ExponentBits)], bits[(1 + format.ExponentBits)..]);
        return new EncodedNumber
        {
            Input = input,
            Format = name,
            Layout = string.Create(CultureInfo.InvariantCulture, $"1 sign, {format.ExponentBits} exponent and {format.MantissaBits} mantissa bits, bias {format.Bias}"),
            Fields = [new("sign", sign), new("exponent", exponent), new("mantissa", mantissa)],
            Code = Hexadecimal(code, format.Bits),
            Form = double.IsFinite(value) ? FormOf(sign, Convert.ToInt32(exponent, 2), mantissa, format.Bias) : null,
            Value = value,
            Overflowed = double.IsFinite(input) && (!double.IsFinite(value) || Math.Abs(input) > format.MaxValue),
            Below = Beside(format.NextDown(code)),
            Above = Beside(format.NextUp(code)),
            Smallest = -format.MaxValue,
            Largest = format.MaxValue,
        };

        NeighborNumber? Beside(ulong? other) => other is { } found ? new(format.Decode(found), Hexadecimal(found, format.Bits)) : null;
    }

    /// <summary>A number in a fixed-point format, rounded to the nearest, ties to even, and saturated.</summary>
    public static EncodedNumber Of(double input, string name, FixedPointFormat format)
    {
        (long code, bool overflowed) = format.Encode(input);
        string bits = Binary(Pattern(code), format.Bits);
        BitField[] fields = [new("integer", bits[..format.IntegerBits]), new("fraction", bits[format.IntegerBits..])];
        return new EncodedNumber
        {
            Input = input,
            Format = name,
            Layout = string.Create(CultureInfo.InvariantCulture, $"{(format.IsSigned ? "signed" : "unsigned")}, {format.IntegerBits} integer and {format.FractionBits} fraction bits"),
            Fields = [.. fields.Where(field => field.Bits.Length > 0)],
            Code = Hexadecimal(Pattern(code), format.Bits),
            Form = string.Create(CultureInfo.InvariantCulture, $"{code} * 2^{-format.FractionBits}"),
            Value = format.Decode(code),
            Overflowed = overflowed,
            Below = Beside(code - 1),
            Above = Beside(code + 1),
            Smallest = format.MinValue,
            Largest = format.MaxValue,
        };

        ulong Pattern(long signed) => (ulong)signed & ((1UL << format.Bits) - 1);

        NeighborNumber? Beside(long other) => other < format.MinCode || other > format.MaxCode ? null : new(format.Decode(other), Hexadecimal(Pattern(other), format.Bits));
    }

    /// <summary>The significand in binary, without zeros at its end, times a power of two.</summary>
    private static string FormOf(string sign, int exponentField, string mantissa, int bias) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(sign == "1" ? "-" : "")}{(exponentField == 0 ? 0 : 1)}.{mantissa.TrimEnd('0').PadRight(1, '0')}b * 2^{Math.Max(exponentField, 1) - bias}");

    private static string Binary(ulong code, int bits) => code.ToString("B", CultureInfo.InvariantCulture).PadLeft(bits, '0');

    private static string Hexadecimal(ulong code, int bits) => "0x" + code.ToString("X", CultureInfo.InvariantCulture).PadLeft((bits + 3) / 4, '0');
}

/// <summary>Some bits of a code and what they are.</summary>
internal sealed record BitField(string Name, string Bits);

/// <summary>The number beside another one, and its code.</summary>
internal sealed record NeighborNumber(double Value, string Code);
