using Bantam.Model;

namespace Bantam.Compression;

/// <summary>The axis of a weight along which its output channels lie.</summary>
internal static class WeightAxis
{
    /// <summary>The axis of an op's second input; null for ops without weights.</summary>
    public static int? Of(Op op) => op switch
    {
        Conv2d or Dense => 0,
        DepthwiseConv2d => 3,
        _ => null,
    };
}

/// <summary>Chooses the scales of weights: their largest magnitude becomes code 127.</summary>
internal static class WeightRanges
{
    public static QuantizationParameters Of(Tensor weight, int axis, Granularity granularity)
    {
        ReadOnlySpan<float> values = weight.Span<float>();
        if (granularity == Granularity.PerTensor)
        {
            return QuantizationParameters.SymmetricFromAbsMax(LargestMagnitude(values));
        }

        int channels = weight.Shape[axis];
        int elementsPerIndex = 1;
        for (int i = axis + 1; i < weight.Shape.Rank; i++)
        {
            elementsPerIndex *= weight.Shape[i];
        }

        float[] largest = new float[channels];
        for (int i = 0; i < values.Length; i++)
        {
            ref float magnitude = ref largest[i / elementsPerIndex % channels];
            magnitude = Math.Max(magnitude, Math.Abs(values[i]));
        }

        return QuantizationParameters.PerChannelSymmetric([.. largest.Select(magnitude => QuantizationParameters.SymmetricFromAbsMax(magnitude).Scale)], axis);
    }

    private static float LargestMagnitude(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }
}
