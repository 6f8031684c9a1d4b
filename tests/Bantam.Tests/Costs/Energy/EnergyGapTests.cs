using Bantam.Costs;

namespace Bantam.Tests.Costs;

public sealed class EnergyGapTests
{
    private static readonly Dictionary<string, EnergyGap> Gaps = EnergyGap.Of(EnergyTables.Horowitz).ToDictionary(gap => $"{gap.Costly} : {gap.Cheap}");

    [Theory]
    [Trait("Ledger", "S204"), Trait("Ledger", "S232")]
    [InlineData("float16 addition : int8 addition", 13.3)]
    [InlineData("float32 MAC : int8 MAC", 15.3)]
    [InlineData("int32 multiplication : int8 multiplication", 15.5)]
    public void Formats_differ_by_more_than_ten_times(string gap, double ratio)
    {
        Assert.Equal(ratio, Gaps[gap].LowRatio, 0.05);
        Assert.Equal(Gaps[gap].LowRatio, Gaps[gap].HighRatio);
    }

    [Theory]
    [Trait("Ledger", "S208")]
    [InlineData("float32 multiplication", 351, 703)]
    [InlineData("sram-1m access", 13, 26)]
    [InlineData("sram-32k access", 65, 130)]
    [InlineData("sram-8k access", 130, 260)]
    public void A_dram_access_costs_hundreds_of_multiplications(string cheap, int low, int high)
    {
        EnergyGap gap = Gaps[$"DRAM access : {cheap}"];
        Assert.Equal((low, high), ((int)Math.Round(gap.LowRatio), (int)Math.Round(gap.HighRatio)));
        Assert.Equal($"DRAM access : {cheap} = {(low == 13 ? "13.0" : low)} to {high}", gap.ToString());
    }

    [Fact]
    [Trait("Ledger", "S217")]
    public void The_ratios_of_the_arm_processor_are_quoted_and_the_table_has_its_own()
    {
        Assert.Equal((0.5, 1.0 / 30), (InstructionRatio.ArmInt16.CycleRatio, InstructionRatio.ArmInt16.EnergyRatio));
        Assert.StartsWith("Quoted", InstructionRatio.ArmInt16.Source, StringComparison.Ordinal);
        Assert.Equal(31, Gaps["int32 multiplication : int32 addition"].LowRatio, 1e-9);
    }

    [Fact]
    public void A_table_without_additions_has_no_gaps_for_them()
    {
        string[] gaps = [.. EnergyGap.Of(EnergyTables.Legacy).Select(gap => gap.ToString())];
        Assert.DoesNotContain(gaps, gap => gap.Contains("addition", StringComparison.Ordinal));
        Assert.Contains("DRAM access : sram access = 100", gaps);
    }
}
