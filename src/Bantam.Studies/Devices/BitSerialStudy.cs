using System.Numerics;
using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>A product one pair of bits after the other: N·M steps, so that each bit less is time saved.</summary>
internal static class BitSerialStudy
{
    private const int Terms = 64;

    public static Study Study { get; } = new()
    {
        Id = "bit-serial",
        Title = "Bit-serial products take N·M steps",
        Lines = "3307-3315",
        Ledger = ["S218"],
        Fill = page =>
        {
            ArithmeticUnit lanes = Devices.Named("bit-serial").Unit("bit-serial lanes");
            page.Agrees("8 by 8 bits: cycles", 64, lanes.CyclesFor(8, 8));
            page.Agrees("4 by 4 bits: cycles", 16, lanes.CyclesFor(4, 4));
            page.Agrees("1 by 1 bit: cycles", 1, lanes.CyclesFor(1, 1));
            page.Agrees("8 by 8 against 2 by 2 bits: times faster", 16, lanes.CyclesFor(8, 8) / lanes.CyclesFor(2, 2));
            foreach ((int n, int m) in new[] { (8, 8), (4, 4), (8, 2), (1, 1) })
            {
                (ulong direct, ulong serial, int steps) = Sum(page.Seed, n, m);
                page.Agrees($"sum of {Terms} drawn products of {n} by {m} bits", direct, serial);
                page.Agrees($"steps of that, {n} by {m} bits", lanes.CyclesFor(n, m), steps);
            }

            page.Plots("improvement", new PlotFigure(
                "Bit-serial products: times faster than 16 by 16 bits",
                new PlotAxis("bits of both operands"),
                new PlotAxis("times faster", IsLogarithmic: true),
                [new PlotSeries("N·M steps", [.. Enumerable.Range(1, 16).Select(bits => new PlotPoint(bits, lanes.CyclesFor(16, 16) / lanes.CyclesFor(bits, bits)))])]));
        },
    };

    /// <summary>A sum of products computed directly, and by AND and counting of bits: 64 products a step.</summary>
    private static (ulong Direct, ulong Serial, int Steps) Sum(ulong seed, int n, int m)
    {
        RandomStream random = new(seed, $"bit-serial {n} {m}");
        ulong[] left = [.. Enumerable.Range(0, Terms).Select(_ => (ulong)random.NextInt32(1 << n))];
        ulong[] right = [.. Enumerable.Range(0, Terms).Select(_ => (ulong)random.NextInt32(1 << m))];
        ulong serial = 0;
        int steps = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < m; j++)
            {
                serial += (ulong)BitOperations.PopCount(Plane(left, i) & Plane(right, j)) << (i + j);
                steps++;
            }
        }

        return (left.Zip(right, (a, b) => a * b).Aggregate((a, b) => a + b), serial, steps);
    }

    private static ulong Plane(ulong[] values, int bit)
    {
        ulong plane = 0;
        for (int i = 0; i < values.Length; i++)
        {
            plane |= ((values[i] >> bit) & 1) << i;
        }

        return plane;
    }
}
