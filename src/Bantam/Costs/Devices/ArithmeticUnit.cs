using System.Text.Json.Serialization;

namespace Bantam.Costs;

/// <summary>What an arithmetic unit does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnitOperation>))]
public enum UnitOperation
{
    /// <summary>Multiplies and accumulates.</summary>
    [JsonStringEnumMemberName("mac")]
    MultiplyAccumulate,

    /// <summary>Adds. No layer runs on it alone: such units are facts to compare with.</summary>
    [JsonStringEnumMemberName("add")]
    Add,
}

/// <summary>The numbers that a unit takes, or that a network is made of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NumberKind>))]
public enum NumberKind
{
    /// <summary>Integers and fixed point.</summary>
    [JsonStringEnumMemberName("integer")]
    Integer,

    /// <summary>Floating point.</summary>
    [JsonStringEnumMemberName("float")]
    Float,
}

/// <summary>The kind of kernel that a unit needs; without it the unit might as well not exist. Source: notes, lines 2330-2334.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnitKernel>))]
public enum UnitKernel
{
    /// <summary>Ordinary products; the time does not depend on the values.</summary>
    [JsonStringEnumMemberName("dense")]
    Dense,

    /// <summary>Operands of one bit, multiplied as XNOR and summed by counting bits.</summary>
    [JsonStringEnumMemberName("popcount")]
    Popcount,

    /// <summary>One pair of bits after the other: N·M steps for operands of N and M bits. Source: notes, lines 3307-3315.</summary>
    [JsonStringEnumMemberName("bit-serial")]
    BitSerial,

    /// <summary>Products whose weight is zero take no time.</summary>
    [JsonStringEnumMemberName("skip-zeros")]
    SkipZeros,
}

/// <summary>Hardware that computes with numbers of one format.</summary>
/// <remarks>
/// A unit works on words: its lanes are products of the same sum, its fellows work on other sums. All together finish
/// <c>Count · LanesPerWord / CyclesPerWord</c> operations in a cycle. Source: notes, lines 2678-2754.
/// </remarks>
public sealed record ArithmeticUnit
{
    /// <summary>Its name, for example the instruction <c>SMLAD</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public UnitOperation Operation { get; init; }

    /// <summary>The numbers that it takes.</summary>
    public NumberKind Kind { get; init; }

    /// <summary>The bits of each operand; of a bit-serial unit the most.</summary>
    public required int Bits { get; init; }

    /// <summary>The kernel that it needs.</summary>
    public UnitKernel Kernel { get; init; }

    /// <summary>The operations in one word.</summary>
    public required int LanesPerWord { get; init; }

    /// <summary>The cycles that a word occupies the unit; of a bit-serial unit for each pair of bits.</summary>
    public required double CyclesPerWord { get; init; }

    /// <summary>The units that work at the same time; 1 unless stated.</summary>
    public long Count { get => field == 0 ? 1 : field; init; }

    /// <summary>The neighboring weights that must be zero together to be skipped; 1 if any zero is. For <see cref="UnitKernel.SkipZeros"/>.</summary>
    public int ZeroBlock { get => field == 0 ? 1 : field; init; }

    /// <summary>The chip area of one unit, in any measure that the device's units share; null if unknown.</summary>
    public double? RelativeArea { get; init; }

    /// <summary>The energy of one operation, in any measure that the device's units share; null if unknown.</summary>
    public double? RelativeEnergy { get; init; }

    /// <summary>The operations that all units together finish in a cycle; of a bit-serial unit the products of single bits.</summary>
    [JsonIgnore]
    public double OperationsPerCycle => Count * LanesPerWord / CyclesPerWord;

    /// <summary>The words that all units together finish in a cycle. 1,000 units of 6 cycles: 167; 100,000 of 15: 6,667.</summary>
    [JsonIgnore]
    public double WordsPerCycle => Count / CyclesPerWord;

    /// <summary>The cycles of one unit for each operation.</summary>
    [JsonIgnore]
    public double CyclesPerOperation => CyclesPerWord / LanesPerWord;

    /// <summary>The cycles that one product occupies the unit. Bit-serial 8×8: 64, 4×4: 16, 1×1: 1.</summary>
    /// <param name="weightBits">The bits of one operand.</param>
    /// <param name="activationBits">The bits of the other.</param>
    /// <returns><c>CyclesPerWord</c>, of a bit-serial unit <c>N·M·CyclesPerWord</c>.</returns>
    public double CyclesFor(int weightBits, int activationBits) =>
        Kernel == UnitKernel.BitSerial ? CyclesPerWord * weightBits * activationBits : CyclesPerWord;

    /// <summary>The units that a chip area holds, in the measure of <see cref="RelativeArea"/>.</summary>
    /// <param name="area">The area.</param>
    /// <returns>The whole units; 1000 units of area 100 take the place of 100,000 units of area 1.</returns>
    /// <exception cref="InvalidOperationException">The area of the unit is unknown.</exception>
    public long UnitsWithin(double area) =>
        (long)(area / (RelativeArea ?? throw new InvalidOperationException($"The area of the unit '{Name}' is unknown: give it a relativeArea.")));
}
