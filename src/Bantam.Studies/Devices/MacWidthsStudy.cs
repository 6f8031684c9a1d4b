using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Units of 32, 8 and 1 bits: cycles for a word of operands, products for each cycle, and how many fit a chip.</summary>
internal static class MacWidthsStudy
{
    public static Study Study { get; } = new()
    {
        Id = "mac-widths",
        Title = "Units of 32, 8 and 1 bits",
        Lines = "2678-2754",
        Ledger = ["S210", "S213", "S214"],
        Fill = page =>
        {
            Device chip = Devices.Named("mac-example");
            (ArithmeticUnit wide, ArithmeticUnit narrow, ArithmeticUnit bit) = (chip.Unit("32-bit MAC"), chip.Unit("8-bit MAC"), chip.Unit("1-bit MAC"));
            page.Agrees("32 bits: cycles", 6, wide.CyclesPerWord);
            page.Agrees("8 bits: cycles", 36, narrow.CyclesPerWord);
            page.Agrees("1 bit: cycles", 15, bit.CyclesPerWord);
            page.Agrees("32 bits: cycles for one product", 6, wide.CyclesPerOperation);
            page.Corrects("E47", "8 bits: cycles for one product, 4 to a word", notes: 36, right: 9, ours: narrow.CyclesPerOperation);
            page.Corrects("E47", "1 bit: cycles for one product, 32 to a word", notes: 15, right: 0.469, ours: bit.CyclesPerOperation, tolerance: 0.0005);
            page.Corrects("E47", "one unit of 1 bit against one of 32: times the products", notes: 0.4, right: 12.8, ours: wide.CyclesPerOperation / bit.CyclesPerOperation, tolerance: 1e-12);
            page.Agrees("1,000 units of 32 bits: operations in a cycle", 166.67, wide.WordsPerCycle, tolerance: 0.005);
            page.Agrees("100,000 units of 1 bit: operations in a cycle", 6666.67, bit.WordsPerCycle, tolerance: 0.005);
            page.Agrees("the ratio", 40.0, bit.WordsPerCycle / wide.WordsPerCycle, tolerance: 1e-9);
            page.Agrees("one operation of 1 bit takes so many times longer", 2.5, bit.CyclesPerWord / wide.CyclesPerWord);
            page.Agrees("units of 1 bit on the area of 1,000 of 32 bits, at 100 times the area", 100_000, bit.UnitsWithin(wide.Count * wide.RelativeArea!.Value));
            page.Agrees("power of a multiplier of 32 bits / power of an XNOR", 100, wide.RelativeEnergy!.Value / bit.RelativeEnergy!.Value);
            page.Bars(
                "widths",
                "Products in a cycle of one unit",
                ["32 bits", "8 bits", "1 bit"],
                new BarColumn("products", [1 / wide.CyclesPerOperation, 1 / narrow.CyclesPerOperation, 1 / bit.CyclesPerOperation], Numbers.Digits));
        },
    };
}
