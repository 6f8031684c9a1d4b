using System.Collections.Immutable;

namespace Bantam.Model;

/// <summary>The integer constants of a convolution, a depthwise convolution or a dense layer.</summary>
/// <param name="InputOffset">Added to every input code: minus the input's zero point.</param>
/// <param name="Multipliers">From accumulator to output steps, one per output channel.</param>
/// <param name="Output">The last stage.</param>
internal sealed record LinearInt8Parameters(int InputOffset, ImmutableArray<FixedPointMultiplier> Multipliers, Int8Output Output)
{
    /// <summary>The constants of an op from what is known about its tensors.</summary>
    /// <param name="op">The quantization of its tensors, and its activation.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants, with multipliers <c>input · weights[c] / output</c> of the scales in double precision.</returns>
    /// <exception cref="ArgumentException">The tensors' parameters do not suit an integer kernel.</exception>
    public static LinearInt8Parameters Prepare(QuantizedLinear op, RoundingProfile rounding)
    {
        op.Validate();
        double input = op.Input.Scale;
        return From(op, rounding, channel => input * op.Weights.Scales[channel]);
    }

    /// <summary>The constants of a dense layer.</summary>
    /// <param name="op">The quantization of its tensors, and its activation.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants.</returns>
    /// <exception cref="ArgumentException">The tensors' parameters do not suit an integer kernel.</exception>
    /// <remarks>
    /// With one scale for all weights TFLite multiplies the input's scale and the weights' in single precision, unlike
    /// everywhere else. Nearly every such multiplier differs in its last bits from the double-precision one, and one
    /// output byte in about a million with it.
    /// </remarks>
    public static LinearInt8Parameters PrepareDense(QuantizedLinear op, RoundingProfile rounding)
    {
        if (op.Weights.Scales.Length > 1)
        {
            return Prepare(op, rounding);
        }

        op.Validate();
        float product = op.Input.Scale * op.Weights.Scale;
        return From(op, rounding, _ => product);
    }

    private static LinearInt8Parameters From(QuantizedLinear op, RoundingProfile rounding, Func<int, double> accumulatorScale)
    {
        double output = op.Output.Scale;
        bool perTensor = op.Weights.Scales.Length == 1;
        return new LinearInt8Parameters(
            -op.Input.ZeroPoint,
            [.. Enumerable.Range(0, op.OutputChannels).Select(c => FixedPointMultiplier.FromReal(accumulatorScale(perTensor ? 0 : c) / output))],
            Int8Output.Prepare(op.Output, op.Activation, rounding));
    }
}

/// <summary>What the integer constants of an op with weights depend on.</summary>
/// <param name="Input">The input's parameters: one scale, int8 codes.</param>
/// <param name="Weights">The weights' parameters: zero points 0, int8 codes, one scale or one per output channel.</param>
/// <param name="Output">The output's parameters: one scale, int8 codes.</param>
/// <param name="Activation">The activation that the op applies.</param>
/// <param name="OutputChannels">The number of output channels.</param>
internal sealed record QuantizedLinear(QuantizationParameters Input, QuantizationParameters Weights, QuantizationParameters Output, Activation Activation, int OutputChannels)
{
    /// <summary>Refuses what the int8 kernels cannot compute.</summary>
    public void Validate()
    {
        Int8Output.RequireCodes(Input, "input");
        if (!Weights.IsSymmetric || !Weights.FitsInt8)
        {
            throw new ArgumentException($"The weights of an int8 kernel need zero points of 0 and codes within [-128, 127], but have {Weights}. Quantize weights symmetrically.");
        }

        if (Weights.Scales.Length != 1 && Weights.Scales.Length != OutputChannels)
        {
            throw new ArgumentException($"Weights for {OutputChannels} output channels need 1 or {OutputChannels} scales, but have {Weights.Scales.Length}.");
        }
    }
}
