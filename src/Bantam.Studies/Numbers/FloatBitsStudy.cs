using System.Globalization;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>12.75 in floating point, bit by bit, and the formats that the notes compare.</summary>
internal static class FloatBitsStudy
{
    private static readonly (string Name, MiniFloat Format)[] Formats =
    [
        ("float64", MiniFloat.Float64), ("float32", MiniFloat.Float32), ("float16", MiniFloat.Float16), ("bfloat16", MiniFloat.BFloat16),
    ];

    public static Study Study { get; } = new()
    {
        Id = "float-bits",
        Title = "12.75 in floating point, and four formats",
        Lines = "2397-2445",
        Ledger = ["S219", "S220", "S223", "S224"],
        Fill = page =>
        {
            ulong code = MiniFloat.Float32.Encode(12.75);
            page.Agrees("12.75 in float32: sign", 0, code >> 31);
            page.Agrees("exponent 127 + 3", 130, (code >> 23) & 0xFF);
            page.Agrees("its bits", "10000010", Bits((code >> 23) & 0xFF, 8));
            page.Agrees("fraction", "10011" + new string('0', 18), Bits(code & 0x7FFFFF, 23));
            page.Agrees("code in float32", "0x414C0000", Hex(code, 8));
            page.Agrees("code in float16", "0x4A60", Hex(MiniFloat.Float16.Encode(12.75), 4));
            page.Agrees("code in bfloat16", "0x414C", Hex(MiniFloat.BFloat16.Encode(12.75), 4));

            page.Agrees("float64: largest, times 1e-308", 1.798, MiniFloat.Float64.MaxValue / 1e308, tolerance: 0.0005);
            page.Agrees("float64: smallest normal, times 1e308", 2.225, MiniFloat.Float64.MinNormal * 1e308, tolerance: 0.0005);
            Limits(page, "float32", MiniFloat.Float32, 3.403e38, 1.175e-38);
            page.Agrees("float16: largest", 65_504, MiniFloat.Float16.MaxValue);
            page.Corrects("E38", "float16: smallest normal", notes: 1e-4, right: 6.104e-5, ours: MiniFloat.Float16.MinNormal, tolerance: 5e-9);
            page.Agrees("float16: smallest subnormal", 5.96e-8, MiniFloat.Float16.MinPositive, tolerance: 5e-11);
            Limits(page, "bfloat16", MiniFloat.BFloat16, 3.390e38, 1.175e-38);

            page.Agrees("float16 codes that decode as the processor's type does, of 65,536", 65_536, CodesEqual(MiniFloat.Float16, c => (double)BitConverter.UInt16BitsToHalf(c)));
            page.Agrees("bfloat16 codes that are a float32 with 16 low bits of 0", 65_536, CodesEqual(MiniFloat.BFloat16, c => BitConverter.UInt32BitsToSingle((uint)c << 16)));
            page.Corrects("E35", "the smallest code of float16 by (1 + F)·2^(E − bias), which knows no subnormal numbers", notes: Math.ScaleB(1 + Math.ScaleB(1, -10), -15), right: Math.ScaleB(1, -24), ours: MiniFloat.Float16.Decode(1));
            page.Agrees("65504 in bfloat16", 65_536, MiniFloat.BFloat16.Round(65_504));
            page.Agrees("1/3 in bfloat16, to nearest", 0.333984375, MiniFloat.BFloat16.Round(1.0 / 3));
            page.Agrees("1/3 in bfloat16, cut off", 0.33203125, MiniFloat.BFloat16.Round(1.0 / 3, RoundingMode.TowardZero));
            page.Bars(
                "ranges",
                "Range and precision",
                [.. Formats.Select(row => row.Name)],
                new BarColumn("decimal exponents, subnormal to largest", [.. Formats.Select(row => Math.Log10(row.Format.MaxValue) - Math.Log10(row.Format.MinPositive))], Numbers.Digits),
                new BarColumn("decimal digits", [.. Formats.Select(row => row.Format.DecimalDigits)], Numbers.Digits));
        },
    };

    private static void Limits(StudyPage page, string name, MiniFloat format, double largest, double smallest)
    {
        // The expected numbers have four digits: half a unit of the last one is 5e-4 of the number at most.
        page.Agrees($"{name}: largest", largest, format.MaxValue, tolerance: largest * 5e-4);
        page.Agrees($"{name}: smallest normal", smallest, format.MinNormal, tolerance: smallest * 5e-4);
    }

    private static int CodesEqual(MiniFloat format, Func<ushort, double> expected) =>
        Enumerable.Range(0, 1 << 16).Count(code => format.Decode((ulong)code).Equals(expected((ushort)code)));

    private static string Bits(ulong value, int width) => value.ToString("b", CultureInfo.InvariantCulture).PadLeft(width, '0');

    private static string Hex(ulong value, int digits) => "0x" + value.ToString("X", CultureInfo.InvariantCulture).PadLeft(digits, '0');
}
