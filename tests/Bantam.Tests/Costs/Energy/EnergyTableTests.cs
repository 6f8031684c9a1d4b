using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class EnergyTableTests
{
    private static readonly EnergyTable Horowitz = EnergyTables.Horowitz;

    [Fact]
    [Trait("Ledger", "S203")]
    public void The_default_table_holds_the_published_numbers()
    {
        Assert.Equal([0.03, 0.1, 0.2, 3.1], new[] { Add(PricedFormat.Int8), Add(PricedFormat.Int32), Multiply(PricedFormat.Int8), Multiply(PricedFormat.Int32) });
        Assert.Equal([0.4, 0.9, 1.1, 3.7], new[] { Add(PricedFormat.Float16), Add(PricedFormat.Float32), Multiply(PricedFormat.Float16), Multiply(PricedFormat.Float32) });
        Assert.Equal([10, 20, 100], new[] { "sram-8k", "sram-32k", "sram-1m" }.Select(name => Horowitz.Memory(name).Access.MiddlePicojoules));
        Assert.Equal([8192, 32_768, 1_048_576, long.MaxValue], Horowitz.Memories.Select(memory => memory.CapacityBytes));
        Assert.Equal(new EnergyRange(1300, 2600), Horowitz.Memory("dram").Access);
        Assert.Equal(3.33, Add(PricedFormat.Int32) / Add(PricedFormat.Int8), 0.005);
        Assert.Equal(15.5, Multiply(PricedFormat.Int32) / Multiply(PricedFormat.Int8), 1e-9);
        Assert.Equal(13.3, Add(PricedFormat.Float16) / Add(PricedFormat.Int8), 0.05);
    }

    [Fact]
    [Trait("Ledger", "S203")]
    public void A_width_without_a_row_is_estimated_and_says_so()
    {
        OperationEnergy sum = Horowitz.EnergyOf(PricedOperation.Addition, PricedFormat.Int16);
        OperationEnergy product = Horowitz.EnergyOf(PricedOperation.Multiplication, PricedFormat.Int16);
        Assert.Equal((EnergyBasis.Estimated, EnergyBasis.Estimated), (sum.Basis, product.Basis));
        Assert.InRange(sum.Picojoules, 0.03, 0.1);
        Assert.InRange(product.Picojoules, 0.2, 3.1);
        Assert.Equal(EnergyBasis.Listed, Horowitz.EnergyOf(PricedOperation.Addition, PricedFormat.Int8).Basis);
    }

    [Fact]
    [Trait("Ledger", "S203")]
    public void The_width_of_an_access_is_a_parameter()
    {
        MemoryEnergy cache = Horowitz.Memory("sram-8k");
        Assert.Equal(64, Horowitz.AccessBits);
        Assert.Equal(EnergyRange.Of(10), Horowitz.AccessEnergy(cache, 64));
        Assert.Equal(EnergyRange.Of(20), (Horowitz with { AccessBits = 32 }).AccessEnergy(cache, 64));
        Assert.Equal(new EnergyRange(650, 1300), Horowitz.AccessEnergy(Horowitz.Memory("dram"), 32));
        Assert.Throws<ArgumentOutOfRangeException>(() => Horowitz with { AccessBits = 0 });
    }

    [Fact]
    [Trait("Ledger", "S206")]
    public void Additions_grow_with_the_width_and_multiplications_with_its_square()
    {
        Assert.Equal((4, 3.33), (Law(PricedOperation.Addition, 32) / Law(PricedOperation.Addition, 8), Math.Round(Add(PricedFormat.Int32) / Add(PricedFormat.Int8), 2)));
        Assert.Equal((16, 15.5), (Law(PricedOperation.Multiplication, 32) / Law(PricedOperation.Multiplication, 8), Math.Round(Multiply(PricedFormat.Int32) / Multiply(PricedFormat.Int8), 2)));
        for (int bits = 1; bits <= 32; bits++)
        {
            Assert.Equal(4, Law(PricedOperation.Multiplication, 2 * bits) / Law(PricedOperation.Multiplication, bits), 1e-12);
            Assert.Equal(2, Law(PricedOperation.Addition, 2 * bits) / Law(PricedOperation.Addition, bits), 1e-12);
        }
    }

    [Fact]
    [Trait("Ledger", "S206")]
    public void The_law_misses_both_of_its_rows_by_the_same_factor()
    {
        foreach (PricedOperation operation in Enum.GetValues<PricedOperation>())
        {
            double low = Law(operation, 8) / Horowitz.EnergyOf(operation, PricedFormat.Int8).Picojoules;
            double high = Horowitz.EnergyOf(operation, PricedFormat.Int32).Picojoules / Law(operation, 32);
            Assert.Equal(low, high, 1e-12);
            Assert.InRange(low, 0.9, 1.1);
        }
    }

    [Fact]
    public void The_legacy_list_has_no_additions_and_says_so()
    {
        EnergyTable legacy = EnergyTables.Named("legacy");
        Assert.Equal((0.2, 3.7), (legacy.MacPicojoules(MacFormat.Int8), legacy.MacPicojoules(MacFormat.Float32)));
        Assert.Equal((100, 10_000), (legacy.Memory("sram").Access.LowPicojoules, legacy.Memory("dram").Access.HighPicojoules));
        Assert.Equal(EnergyBasis.NotListed, legacy.EnergyOf(PricedOperation.Addition, PricedFormat.Int32).Basis);
        Assert.Null(legacy.LawOf(PricedOperation.Addition, isFloat: true));
    }

    [Fact]
    public void Values_live_in_the_smallest_memory_that_holds_them()
    {
        Assert.Equal(["sram-8k", "sram-8k", "sram-32k", "sram-1m", "dram"], new long[] { 0, 8192, 8193, 40_000, 1 << 21 }.Select(bytes => Horowitz.SmallestFor(bytes).Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => Horowitz.SmallestFor(-1));
        EnergyTable small = Horowitz with { Name = "chip", Memories = [Horowitz.Memories[0]] };
        Assert.Contains("The largest memory of the table 'chip' holds 8192 bytes", Assert.Throws<ArgumentOutOfRangeException>(() => small.SmallestFor(9000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_names_list_the_known_ones()
    {
        Assert.Contains("sram-8k, sram-32k, sram-1m, dram", Assert.Throws<UnknownNameException>(() => Horowitz.Memory("flash")).Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'horowitz'?", Assert.Throws<UnknownNameException>(() => EnergyTables.Named("horovitz")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-8)]
    [InlineData(65)]
    public void Operands_have_from_1_to_64_bits(int bits)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PricedFormat.Integer(bits));
        Assert.Throws<ArgumentOutOfRangeException>(() => PricedFormat.Float(bits));
    }

    private static double Add(PricedFormat format) => Horowitz.EnergyOf(PricedOperation.Addition, format).Picojoules;

    private static double Multiply(PricedFormat format) => Horowitz.EnergyOf(PricedOperation.Multiplication, format).Picojoules;

    private static double Law(PricedOperation operation, int bits) => Horowitz.LawOf(operation, isFloat: false)!.Picojoules(bits);
}
