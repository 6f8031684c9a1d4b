namespace Bantam.Costs;

/// <summary>The numbers that a network computes with, as far as they decide its speed. The whole network has one format.</summary>
public sealed record OperandFormat
{
    /// <summary>Describes a format.</summary>
    /// <param name="kind">Integers or floating point.</param>
    /// <param name="weightBits">The bits of a weight, 1 to 64.</param>
    /// <param name="activationBits">The bits of an activation, 1 to 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A width is out of its range.</exception>
    public OperandFormat(NumberKind kind, int weightBits, int activationBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weightBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weightBits, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(activationBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(activationBits, 64);
        (Kind, WeightBits, ActivationBits) = (kind, weightBits, activationBits);
    }

    /// <summary>Float32.</summary>
    public static OperandFormat Float32 { get; } = new(NumberKind.Float, 32, 32);

    /// <summary>Weights and activations of 8 bits.</summary>
    public static OperandFormat Int8 { get; } = new(NumberKind.Integer, 8, 8);

    /// <summary>Weights and activations of one bit, as in XNOR networks.</summary>
    public static OperandFormat OneBit { get; } = new(NumberKind.Integer, 1, 1);

    /// <summary>Integers or floating point.</summary>
    public NumberKind Kind { get; }

    /// <summary>The bits of a weight.</summary>
    public int WeightBits { get; }

    /// <summary>The bits of an activation.</summary>
    public int ActivationBits { get; }

    /// <summary>The fraction of weights that are zero, in [0, 1).</summary>
    public double Sparsity
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A sparsity is the fraction of zeros: 0 or more and less than 1.");
    }

    /// <summary>The neighboring weights that are zero together; 1 if zeros lie anywhere.</summary>
    public int ZeroBlock
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A block of zeros has 1 weight or more.");
    } = 1;

    /// <summary>How many times less memory weights of fewer bits take: <c>bits / fewer</c>. 32→8: 4; 16→1: 16.</summary>
    /// <param name="bits">The bits before.</param>
    /// <param name="fewerBits">The bits after.</param>
    /// <returns>The factor. Source: notes, line 2845.</returns>
    public static double MemoryFactor(int bits, int fewerBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(fewerBits, 1);
        return (double)bits / fewerBits;
    }

    /// <summary>The bytes of weights in this format, zeros included.</summary>
    /// <param name="parameters">How many weights.</param>
    /// <returns>Whole bytes.</returns>
    /// <exception cref="OverflowException">There are more than 63 bits can count.</exception>
    public long WeightBytes(long parameters) => (checked(parameters * WeightBits) + 7) / 8;
}
