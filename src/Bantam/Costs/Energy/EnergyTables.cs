using Bantam.Model;

namespace Bantam.Costs;

/// <summary>The built-in energy tables.</summary>
public static class EnergyTables
{
    private const long Kibi = 1024;

    /// <summary>The detailed table for 45 nm at 0.9 V, the default.</summary>
    public static EnergyTable Horowitz { get; } = new()
    {
        Name = "horowitz",
        Source = "Horowitz, \"Computing's Energy Problem\", ISSCC 2014, as quoted in the notes, lines 2511-2531; 64-bit accesses",
        Operations =
        [
            new(PricedOperation.Addition, PricedFormat.Int8, 0.03),
            new(PricedOperation.Addition, PricedFormat.Int32, 0.1),
            new(PricedOperation.Multiplication, PricedFormat.Int8, 0.2),
            new(PricedOperation.Multiplication, PricedFormat.Int32, 3.1),
            new(PricedOperation.Addition, PricedFormat.Float16, 0.4),
            new(PricedOperation.Addition, PricedFormat.Float32, 0.9),
            new(PricedOperation.Multiplication, PricedFormat.Float16, 1.1),
            new(PricedOperation.Multiplication, PricedFormat.Float32, 3.7),
        ],
        Memories =
        [
            new("sram-8k", 8 * Kibi, EnergyRange.Of(10)),
            new("sram-32k", 32 * Kibi, EnergyRange.Of(20)),
            new("sram-1m", 1024 * Kibi, EnergyRange.Of(100)),
            new("dram", long.MaxValue, new EnergyRange(1300, 2600)),
        ],
    };

    /// <summary>The short list of older lectures: four numbers, of which the table that they come from supports only the first two.</summary>
    /// <remarks>It has no additions and one kind of SRAM, whose 100 pJ are those of 1 MiB. Its 10,000 pJ for DRAM stand in no table. For comparison only.</remarks>
    public static EnergyTable Legacy { get; } = new()
    {
        Name = "legacy",
        Source = "Notes, lines 451-462: rounded figures without a source",
        Operations =
        [
            new(PricedOperation.Multiplication, PricedFormat.Int8, 0.2),
            new(PricedOperation.Multiplication, PricedFormat.Float32, 3.7),
        ],
        Memories = [new("sram", 1024 * Kibi, EnergyRange.Of(100)), new("dram", long.MaxValue, EnergyRange.Of(10_000))],
    };

    /// <summary>All built-in tables, the default first.</summary>
    public static IReadOnlyList<EnergyTable> All { get; } = [Horowitz, Legacy];

    /// <summary>Finds a built-in table.</summary>
    /// <param name="name">Its name: <c>horowitz</c> or <c>legacy</c>.</param>
    /// <returns>The table.</returns>
    /// <exception cref="UnknownNameException">There is no built-in table of this name.</exception>
    public static EnergyTable Named(string name) =>
        All.FirstOrDefault(table => table.Name == name) ?? throw new UnknownNameException("energy table", name, [.. All.Select(table => table.Name)]);
}
