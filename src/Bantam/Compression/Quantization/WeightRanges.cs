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
    /// <summary>Half of what 32 bits hold: the other half is left to the products.</summary>
    private const float LargestBias = 1 << 30;

    /// <summary>A bias so small that it never matters; it keeps the steps of accumulators within what a float can hold.</summary>
    private const float SmallestBias = 1e-20f;

    /// <summary>The codes of a layer's weights. Where a bias would not fit 32 bits in steps of the accumulator, they are coarser.</summary>
    /// <exception cref="UnsupportedException">Weights or biases are computed by another node.</exception>
    /// <remarks>That happens to channels that are all but dead: there the weights round to zero, and the bias is what counts.</remarks>
    public static QuantizationParameters Of(Node layer, Graph graph, int axis, Granularity granularity, float inputScale)
    {
        float[] scales = Scales(graph.Values[ParameterOf(layer, 1)], axis, granularity);
        if (layer.Inputs.Count > 2)
        {
            ReadOnlySpan<float> bias = graph.Values[ParameterOf(layer, 2)].Span<float>();
            for (int c = 0; c < bias.Length; c++)
            {
                ref float scale = ref scales[c % scales.Length];
                scale = Math.Max(scale, Math.Max(Math.Abs(bias[c]), SmallestBias) / LargestBias / inputScale);
            }
        }

        return granularity == Granularity.PerTensor
            ? new QuantizationParameters([scales[0]], [0], null, -sbyte.MaxValue, sbyte.MaxValue)
            : QuantizationParameters.PerChannelSymmetric([.. scales], axis);
    }

    private static Parameter ParameterOf(Node layer, int input) => layer.Inputs[input] as Parameter
        ?? throw new UnsupportedException($"Input {input} of node '{layer.Name}' is computed by node '{layer.Inputs[input].Name}', but int8 weights and biases are parameters. Compute it once and store the result.");

    private static float[] Scales(Tensor weight, int axis, Granularity granularity)
    {
        ReadOnlySpan<float> values = weight.Span<float>();
        int channels = granularity == Granularity.PerTensor ? 1 : weight.Shape[axis];
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

        return [.. largest.Select(magnitude => QuantizationParameters.SymmetricFromAbsMax(magnitude).Scale)];
    }
}
