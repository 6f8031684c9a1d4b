using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The constants of a step with weights.</summary>
/// <param name="Weights">The codes, one a byte, in the layout of the op.</param>
/// <param name="Bias">One number for each output channel, in steps of the accumulator; empty where sums have 64 bits.</param>
/// <param name="Parameters">Offsets, multipliers and the clamp of the output.</param>
internal sealed record LinearConstants(ImmutableArray<sbyte> Weights, ImmutableArray<int> Bias, LinearInt8Parameters Parameters)
{
    private const int StructureBytes = 32;

    /// <summary>How many bits the codes of the weights need: 8, or 4.</summary>
    public int WeightBits { get; init; } = 8;

    /// <summary>The biases where sums have 64 bits, as 16-bit activations with 64-bit biases need; default elsewhere.</summary>
    public ImmutableArray<long> WideBias { get; init; }

    /// <summary>Whether sums have 64 bits.</summary>
    public bool IsWide => !WideBias.IsDefault;

    /// <summary>The number of output channels.</summary>
    public int Channels => Parameters.Multipliers.Length;

    /// <summary>Weights of a byte each, biases, a multiplier with its shift for each channel, and the structure that points to them.</summary>
    public long Bytes => StructureBytes
        + Weights.Length
        + (IsWide ? sizeof(long) * (long)WideBias.Length : sizeof(int) * (long)Bias.Length)
        + ((sizeof(int) + sizeof(sbyte)) * (long)Channels);
}
