namespace Bantam.Costs;

/// <summary>The formats of a multiply-accumulate: both factors have one, the sum another.</summary>
/// <param name="Operands">The format of weights and activations, which is also that in which they lie in memory.</param>
/// <param name="Accumulator">The format of the sum.</param>
public sealed record MacFormat(PricedFormat Operands, PricedFormat Accumulator)
{
    /// <summary>Factors and sum in 32-bit floating point.</summary>
    public static MacFormat Float32 { get; } = new(PricedFormat.Float32, PricedFormat.Float32);

    /// <summary>Factors and sum in 16-bit floating point.</summary>
    public static MacFormat Float16 { get; } = new(PricedFormat.Float16, PricedFormat.Float16);

    /// <summary>8-bit integers, summed in 32 bits.</summary>
    public static MacFormat Int8 { get; } = new(PricedFormat.Int8, PricedFormat.Int32);

    /// <summary>The name of the operands' format: <c>int8</c>.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Operands.ToString();
}
