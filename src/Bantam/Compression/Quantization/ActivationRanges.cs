using Bantam.Model;

namespace Bantam.Compression;

/// <summary>Measures the activations of a network on calibration data and chooses their codes.</summary>
internal static class ActivationRanges
{
    /// <summary>The range of an activation that was always 0: small, because its steps are those of the next layer's bias.</summary>
    private const float RangeOfNothing = 1f / 256;

    /// <summary>The parameters of the input and of every node that needs codes of its own.</summary>
    public static IReadOnlyDictionary<Value, QuantizationParameters> Of(Graph graph, IReadOnlyList<Tensor> calibration, Calibrator calibrator)
    {
        if (calibration.All(batch => batch.Count == 0))
        {
            throw new InvalidOperationException("Quantizing activations needs calibration data: pass at least one batch of inputs, for example of the training set.");
        }

        Dictionary<Value, ValueHistogram> histograms = new(ReferenceEqualityComparer.Instance) { [graph.Input] = new() };
        foreach (Node node in graph.Nodes.Where(NeedsCodes))
        {
            histograms[node] = new ValueHistogram();
        }

        Visit((histogram, values) => histogram.Widen(values.Span<float>()));
        Visit((histogram, values) => histogram.Count(values.Span<float>()));

        Dictionary<Value, QuantizationParameters> ranges = new(ReferenceEqualityComparer.Instance);
        foreach ((Value value, ValueHistogram histogram) in histograms)
        {
            (float min, float max) = calibrator.RangeOf(histogram);
            ranges[value] = value is Node { Op: Softmax }
                ? SoftmaxInt8.OutputParameters
                : QuantizationParameters.AsymmetricFromRange(min, min == 0 && max == 0 ? RangeOfNothing : max);
        }

        return ranges;

        void Visit(Action<ValueHistogram, Tensor> visit)
        {
            foreach (Tensor batch in calibration)
            {
                visit(histograms[graph.Input], batch);
                graph.Run(batch, parameter => graph.Values[parameter], isTraining: false, (node, output) =>
                {
                    if (histograms.TryGetValue(node, out ValueHistogram? histogram))
                    {
                        visit(histogram, output);
                    }
                });
            }
        }
    }

    /// <summary>The value whose codes a value has: itself, or where it only relabels or pools, what it reads.</summary>
    public static Value SourceOf(Value value) => value is Node node && !NeedsCodes(node) ? SourceOf(node.Inputs[0]) : value;

    /// <summary>Ops that only select or relabel values hand on the codes of their input. An average of codes is made of codes of the same scale.</summary>
    private static bool NeedsCodes(Node node) => node.Op is not (Flatten or Reshape or MaxPool or AveragePool);
}
