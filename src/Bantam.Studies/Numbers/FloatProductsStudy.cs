using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>How floating-point numbers multiply, and what the multiplier costs.</summary>
internal static class FloatProductsStudy
{
    private const int Pairs = 100_000;

    public static Study Study { get; } = new()
    {
        Id = "float-products",
        Title = "Floating-point products, and the area of their multipliers",
        Lines = "2418-2426, 2462-2466",
        Ledger = ["S221", "S227"],
        Fill = page =>
        {
            MiniFloat half = MiniFloat.Float16;
            page.Agrees("12.75 · 12.75 by signs, exponents and significands, in float32", 162.5625, Product(MiniFloat.Float32, 12.75, 12.75));
            page.Agrees("−2 · −3 in float16", 6, Product(half, -2, -3));
            page.Corrects("E35", "exponent field of 1 · 1 in float16: 15 + 15 without the bias", notes: 30, right: 15, ours: half.Multiply(half.Encode(1), half.Encode(1)) >> 10);
            page.Agrees("random pairs of float16 codes whose product has the processor's bits, of 100,000", Pairs, EqualProducts(half, new RandomStream(page.Seed, "float-products")));

            page.Corrects("E39", "area of multipliers, bfloat16 / float16", notes: 0.49, right: 0.529, ours: Area(MiniFloat.BFloat16, half), tolerance: 0.0005);
            page.Agrees("area of multipliers, float32 / float16", 4.76, Area(MiniFloat.Float32, half), tolerance: 0.005);
            page.Agrees("float32: 24²", 576, MultiplierArea.Of(MiniFloat.Float32));
            page.Bars(
                "area",
                "Area of a multiplier, in squares of a bit",
                ["float32", "tf32", "float16", "bfloat16", "float8-e4m3", "float8-e5m2"],
                new BarColumn("(mantissa + 1)²", [.. Formats().Select(format => (double)MultiplierArea.Of(format))], Numbers.Digits));
        },
    };

    private static IEnumerable<MiniFloat> Formats() =>
        [MiniFloat.Float32, MiniFloat.TensorFloat32, MiniFloat.Float16, MiniFloat.BFloat16, MiniFloat.Float8E4M3, MiniFloat.Float8E5M2];

    private static double Product(MiniFloat format, double a, double b) => format.Decode(format.Multiply(format.Encode(a), format.Encode(b)));

    private static double Area(MiniFloat a, MiniFloat b) => (double)MultiplierArea.Of(a) / MultiplierArea.Of(b);

    private static int EqualProducts(MiniFloat half, RandomStream random)
    {
        int equal = 0;
        for (int i = 0; i < Pairs; i++)
        {
            (ushort a, ushort b) = ((ushort)random.NextInt32(1 << 16), (ushort)random.NextInt32(1 << 16));
            double expected = (double)(BitConverter.UInt16BitsToHalf(a) * BitConverter.UInt16BitsToHalf(b));
            equal += half.Decode(half.Multiply(a, b)).Equals(expected) ? 1 : 0;
        }

        return equal;
    }
}
