using Bantam.Model;

namespace Bantam.Compression;

/// <summary>Quantizes a trained network to int8 without training: weights per channel, activations by calibration.</summary>
/// <remarks>
/// <para>Expects a network prepared by <see cref="InferencePasses"/>. Every weight gets symmetric codes −127 to 127 with one
/// scale per output channel; the input and every computed activation get asymmetric codes −128 to 127 with one scale, from
/// the range that the calibrator chooses. Ops that only move values keep the codes of their input.</para>
/// <para>Source: notes, lines 2796-2799, 3212 and 3346; Jacob et al., 2018; Krishnamoorthi, 2018.</para>
/// </remarks>
/// <param name="Calibration">Batches of inputs, preprocessed as for the network.</param>
public sealed record PostTrainingQuantization(IReadOnlyList<Tensor> Calibration) : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Unsafe;

    /// <summary>What chooses the ranges of activations.</summary>
    public Calibrator Calibrator { get; init; } = new PercentileCalibrator();

    /// <summary>How many scales a weight has: one per output channel, or one for all.</summary>
    public Granularity WeightGranularity { get; init; } = Granularity.PerChannel;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no calibration data, or an activation is not finite on it.</exception>
    /// <exception cref="UnsupportedException">The network is quantized already.</exception>
    public override Graph Apply(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (graph.Nodes.FirstOrDefault(node => node.Op is FakeQuantize) is { } quantizer)
        {
            throw new UnsupportedException($"Node '{quantizer.Name}' quantizes already, but post-training quantization starts from a Float32 network. Use the one that this was made from, for example trained.bantam beside model.bantam.");
        }

        IReadOnlyDictionary<Value, QuantizationParameters> ranges = ActivationRanges.Of(graph, Calibration, Calibrator);
        Node quantizedInput = Quantized(graph.Input, graph.Input.Name, ranges[graph.Input]);
        return GraphRewrite.Of(graph, (node, inputs, _) =>
        {
            Value[] quantized = [.. inputs.Select(value => value == graph.Input ? quantizedInput : value)];
            if (WeightAxis.Of(node.Op) is { } axis)
            {
                QuantizationParameters input = ranges[ActivationRanges.SourceOf(node.Inputs[0])];
                quantized[1] = Quantized(quantized[1], $"{node.Name}.weight", WeightRanges.Of(node, graph, axis, WeightGranularity, input.Scale));
            }

            Node kept = GraphRewrite.Keep(node, quantized);
            return ranges.TryGetValue(node, out QuantizationParameters? range) ? Quantized(kept, node.Name, range) : kept;
        });
    }

    private static Node Quantized(Value value, string name, QuantizationParameters parameters) =>
        new($"{name}.quantized", new FakeQuantize(new AffineQuantizer(parameters)), value);
}

/// <summary>How many values share a scale.</summary>
public enum Granularity
{
    /// <summary>One scale for a whole tensor.</summary>
    PerTensor,

    /// <summary>One scale for each output channel.</summary>
    PerChannel,
}
