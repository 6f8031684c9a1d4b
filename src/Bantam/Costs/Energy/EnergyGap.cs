using System.Globalization;

namespace Bantam.Costs;

/// <summary>How many times more one thing costs than another, by a table.</summary>
/// <param name="Costly">The costlier thing.</param>
/// <param name="Cheap">The cheaper thing.</param>
/// <param name="LowRatio">The least ratio.</param>
/// <param name="HighRatio">The largest ratio; the least one again unless an energy is a range.</param>
/// <remarks>Rules of thumb ("ten times", "a hundred times") hide that ratios between 3 and 700 are meant. Source: notes, lines 2533-2561.</remarks>
public sealed record EnergyGap(string Costly, string Cheap, double LowRatio, double HighRatio)
{
    /// <summary>The gaps that decide how a network should be built: between formats, operations, and levels of memory.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The gaps, without those that need a row which the table lacks.</returns>
    public static IReadOnlyList<EnergyGap> Of(EnergyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        EnergyRange dram = table.Memories[^1].Access;
        EnergyRange Price(PricedOperation operation, PricedFormat format) => EnergyRange.Of(table.EnergyOf(operation, format).Picojoules);
        EnergyRange Sum(PricedFormat format) => Price(PricedOperation.Addition, format);
        EnergyRange Product(PricedFormat format) => Price(PricedOperation.Multiplication, format);
        EnergyGap[] gaps =
        [
            Between("int32 addition", Sum(PricedFormat.Int32), "int8 addition", Sum(PricedFormat.Int8)),
            Between("int32 multiplication", Product(PricedFormat.Int32), "int8 multiplication", Product(PricedFormat.Int8)),
            Between("int32 multiplication", Product(PricedFormat.Int32), "int32 addition", Sum(PricedFormat.Int32)),
            Between("float16 addition", Sum(PricedFormat.Float16), "int8 addition", Sum(PricedFormat.Int8)),
            Between("float32 MAC", EnergyRange.Of(table.MacPicojoules(MacFormat.Float32)), "int8 MAC", EnergyRange.Of(table.MacPicojoules(MacFormat.Int8))),
            Between("DRAM access", dram, "float32 multiplication", Product(PricedFormat.Float32)),
            .. table.Memories.SkipLast(1).Reverse().Select(memory => Between("DRAM access", dram, $"{memory.Name} access", memory.Access)),
        ];
        return [.. gaps.Where(gap => gap.LowRatio > 0 && double.IsFinite(gap.HighRatio))];
    }

    /// <summary>The gap as a sentence.</summary>
    /// <returns>For example <c>float32 MAC : int8 MAC = 15.3</c>.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Costly} : {Cheap} = {Rounded(LowRatio)}{(HighRatio > LowRatio ? $" to {Rounded(HighRatio)}" : "")}");

    private static string Rounded(double ratio) => ratio.ToString(ratio < 20 ? "0.0#" : "0", CultureInfo.InvariantCulture);

    private static EnergyGap Between(string costly, EnergyRange more, string cheap, EnergyRange less) =>
        new(costly, cheap, more.LowPicojoules / less.HighPicojoules, more.HighPicojoules / less.LowPicojoules);
}
