using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The integers of a network's constants: copied where it has integers, rounded where it has real numbers and a quantization.</summary>
internal static class IntegerConstants
{
    /// <summary>The codes of a constant and what they mean.</summary>
    /// <exception cref="UnsupportedException">The value is no quantized constant.</exception>
    public static (Tensor Codes, QuantizationParameters Parameters) CodesOf(Value value, PlanBuilder builder)
    {
        if (value is Node node && node.Inputs[0] is Parameter parameter)
        {
            switch (node.Op)
            {
                case DequantizeLinear integers:
                    return (builder.ValueOf(parameter), integers.Parameters);
                case FakeQuantize quantized:
                    return (Rounded(builder.ValueOf(parameter), quantized.Quantizer.Encoding), quantized.Quantizer.Encoding);
                default:
                    break;
            }
        }

        throw new UnsupportedException($"'{value.Name}' is not quantized, so what reads it cannot run in integers. Quantize the network first.");
    }

    /// <summary>The codes of weights of up to 8 bits.</summary>
    /// <exception cref="UnsupportedException">The value is no quantized constant of 8 bits.</exception>
    public static (ImmutableArray<sbyte> Codes, QuantizationParameters Parameters) WeightsOf(Value value, PlanBuilder builder)
    {
        (Tensor codes, QuantizationParameters parameters) = CodesOf(value, builder);
        return codes.Element == ElementType.Int8
            ? (ImmutableArray.Create(codes.Span<sbyte>()), parameters)
            : throw new UnsupportedException($"The weights '{value.Name}' have {codes.Element} codes; integer kernels take Int8. Quantize the weights to 8 bits or fewer.");
    }

    /// <summary>The codes of a bias: copied, or rounded to the steps of the accumulator.</summary>
    /// <param name="value">The bias.</param>
    /// <param name="builder">The plan in the making.</param>
    /// <param name="steps">The scales of the accumulator, one or one per output channel.</param>
    /// <param name="isWide">Whether real numbers become 64-bit integers.</param>
    /// <returns>The integers, and whether they are of 64 bits.</returns>
    /// <exception cref="UnsupportedException">The bias is computed, or does not fit.</exception>
    public static (long[] Codes, bool IsWide) BiasOf(Value value, PlanBuilder builder, ImmutableArray<float> steps, bool isWide) => value switch
    {
        Node { Op: DequantizeLinear } node when node.Inputs[0] is Parameter { Type.Element: ElementType.Int64 } wide => (builder.ValueOf(wide).Span<long>().ToArray(), true),
        Node { Op: DequantizeLinear } node when node.Inputs[0] is Parameter { Type.Element: ElementType.Int32 } narrow => ([.. builder.ValueOf(narrow).ToArray<int>()], false),
        Parameter { Type.Element: ElementType.Float32 } bias => (InSteps(bias.Name, builder.ValueOf(bias).Span<float>(), steps, isWide), isWide),
        _ => throw new UnsupportedException($"The bias '{value.Name}' is computed, but a plan needs it as a parameter: it is rounded to the steps of the accumulator here."),
    };

    private static long[] InSteps(string name, ReadOnlySpan<float> bias, ImmutableArray<float> steps, bool isWide)
    {
        long limit = isWide ? 1L << 47 : int.MaxValue;
        long[] codes = new long[bias.Length];
        for (int c = 0; c < codes.Length; c++)
        {
            double code = Math.Round((double)(bias[c] / steps[steps.Length == 1 ? 0 : c]), MidpointRounding.AwayFromZero);
            codes[c] = Math.Abs(code) < limit
                ? (long)code
                : throw new UnsupportedException($"The bias '{name}' does not fit {(isWide ? 48 : 32)} bits in channel {c}: its weights are so small that the steps of the accumulator are. Quantize the weights with larger scales.");
        }

        return codes;
    }

    private static Tensor Rounded(Tensor values, QuantizationParameters parameters)
    {
        QuantizedChannels channels = new(parameters, values.Shape);
        ReadOnlySpan<float> reals = values.Span<float>();
        if (!parameters.FitsInt8)
        {
            short[] wide = new short[reals.Length];
            for (int i = 0; i < wide.Length; i++)
            {
                wide[i] = checked((short)parameters.Quantize(reals[i], channels.Of(i)));
            }

            return Tensor.From(values.Shape, wide);
        }

        sbyte[] codes = new sbyte[reals.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (sbyte)parameters.Quantize(reals[i], channels.Of(i));
        }

        return Tensor.From(values.Shape, codes);
    }
}
