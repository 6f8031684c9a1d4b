namespace Bantam.Costs;

/// <summary>How an addition compares with a multiply-accumulate on a processor, as somebody quotes it: Bantam did not measure it.</summary>
/// <param name="Name">The processor and the instructions.</param>
/// <param name="CycleRatio">The cycles of the addition, for one cycle of the multiply-accumulate.</param>
/// <param name="EnergyRatio">The energy of the addition, for one unit of energy of the multiply-accumulate.</param>
/// <param name="Source">Who says so.</param>
public sealed record InstructionRatio(string Name, double CycleRatio, double EnergyRatio, string Source)
{
    /// <summary>16-bit integers on an Arm processor: an addition is about twice as fast, and takes less than 1/30 of the energy.</summary>
    /// <remarks>
    /// The notes compare with a fused multiply-add, which integers do not have: a multiply-accumulate is meant. By the table of
    /// <see cref="EnergyTables.Horowitz"/> the ratio of 31 is that of a 32-bit multiplication to a 32-bit addition; for 8 bits it is 6.7.
    /// </remarks>
    public static InstructionRatio ArmInt16 { get; } = new("Arm, int16 addition to int16 multiply-accumulate", 0.5, 1.0 / 30, "Quoted from the notes, line 3329; the processor is not named there");
}
