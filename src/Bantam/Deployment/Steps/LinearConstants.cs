using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The constants of a step with weights.</summary>
/// <param name="Weights">The codes, in the layout of the op.</param>
/// <param name="Bias">One number for each output channel, in steps of the accumulator.</param>
/// <param name="Parameters">Offsets, multipliers and the clamp of the output.</param>
internal sealed record LinearConstants(ImmutableArray<sbyte> Weights, ImmutableArray<int> Bias, LinearInt8Parameters Parameters)
{
    private const int StructureBytes = 32;

    /// <summary>Weights, biases, a multiplier with its shift for each channel, and the structure that points to them.</summary>
    public long Bytes => StructureBytes + Weights.Length + (sizeof(int) * (long)Bias.Length) + ((sizeof(int) + sizeof(sbyte)) * (long)Parameters.Multipliers.Length);
}
