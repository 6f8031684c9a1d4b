using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Advice;

/// <summary>Rules about how a network is quantized, from its codes alone.</summary>
internal static class QuantizationRules
{
    private const int Int8Bits = 8;
    private const double WastedShare = 0.25;

    public static Rule PerTensor { get; } = new("W-PER-TENSOR", Severity.Warning, FindPerTensor)
    {
        Title = "One scale for weights of many channels",
        Checks = "the weights of a layer with several output channels share one scale",
        Source = "notes: lines 3342 and 3346",
    };

    public static Rule SymmetricRelu { get; } = new("W-SIGNED-RELU", Severity.Warning, FindUnusedCodes)
    {
        Title = "Codes for negative numbers that never come",
        Checks = "a quarter or more of the codes of an activation that is never negative stand for negative numbers",
        Source = "notes: line 3341 (E59: zero point −128 is as good as unsigned)",
    };

    public static Rule WeightOnly { get; } = new("W-WEIGHT-ONLY", Severity.Warning, FindFloatInputs)
    {
        Title = "Quantized weights, floating-point activations",
        Checks = "a layer with quantized weights reads activations that are not quantized: it saves flash, and no arithmetic",
        Source = "notes: lines 3211-3213 and 3338",
    };

    public static Rule SensitiveLayers { get; } = new("W-SENSITIVE-LAYERS", Severity.Warning, FindUniformBits)
    {
        Title = "First and last layer in as few bits as the others",
        Checks = "the weights of all layers have the same width below 8 bits, the first and the last included",
        Source = "notes: line 3343",
    };

    public static Rule Unmeasured { get; } = new("W-UNMEASURED", Severity.Warning, FindUnmeasured)
    {
        Title = "An unsafe transformation that nobody measured",
        Checks = "the network is quantized, and no data are given to measure accuracy, saturation and ranges on",
        Source = "notes: lines 2361-2379 and 3344",
    };

    public static Rule Accumulator { get; } = new("E-ACCUMULATOR", Severity.Error, FindOverflow)
    {
        Title = "Sums that the accumulator cannot hold",
        Checks = "the worst sum of products of a layer needs more bits than the accumulator has; 8 by 8 bits where it is not quantized",
        Source = "notes: lines 2705-2707 and 3051-3061 (E48, E57)",
    };

    private static IEnumerable<Observation> FindPerTensor(LintSubject subject)
    {
        foreach (Layer layer in subject.LinearLayers)
        {
            int channels = layer.Node.SampleShape[^1];
            if (channels > 1 && layer.Node is { WeightEncoding: { Axis: null } encoding, Weight: { } weight })
            {
                double range = encoding.Dequantize(encoding.QMax);
                double narrowest = NarrowestChannel(subject.Graph.Values[weight], layer.Node.OutputAxis);
                yield return new Observation(layer.Name, "Give each output channel its own scale: it costs one number for a channel, and nothing in the inner loop.")
                {
                    Evidence = [new("channels", channels), new("scales", 1), new("bitsLostInNarrowestChannel", narrowest > 0 ? Math.Log2(Math.Max(1, range / narrowest)) : 0)],
                    Command = subject.FitCommand,
                };
            }
        }
    }

    private static IEnumerable<Observation> FindUnusedCodes(LintSubject subject) =>
        from layer in subject.Layers
        where layer.Node.Op is FakeQuantize && layer.Node.Inputs[0] is Node { IsNeverNegative: true }
        let encoding = ((FakeQuantize)layer.Node.Op).Quantizer.Encoding
        let unused = encoding.ZeroPoint - encoding.QMin
        let codes = encoding.QMax - encoding.QMin + 1
        where unused >= WastedShare * codes
        select new Observation(layer.Node.Inputs[0].Name, "Use unsigned codes, or signed ones with the smallest code as zero point.")
        {
            Evidence = [new("unusedCodes", unused), new("codes", codes), new("bitsLost", Math.Log2((double)codes / (codes - unused)))],
            Command = subject.FitCommand,
        };

    private static IEnumerable<Observation> FindFloatInputs(LintSubject subject)
    {
        Layer[] quantized = [.. subject.LinearLayers.Where(layer => layer.Node.WeightEncoding is not null)];
        Layer[] mixed = [.. quantized.Where(layer => layer.Node.InputEncoding is null)];
        if (mixed is [Layer first, ..])
        {
            yield return new Observation(first.Name, "Quantize the activations too; that needs calibration data. Post-training quantization does not mean weights alone.")
            {
                Evidence = [new("layersWithFloatInput", mixed.Length), new("quantizedLayers", quantized.Length), new("floatMacs", mixed.Sum(layer => layer.Cost.Macs))],
                Command = subject.FitCommand,
            };
        }
    }

    private static IEnumerable<Observation> FindUniformBits(LintSubject subject)
    {
        int[] widths = [.. subject.LinearLayers.Select(layer => BitsOf(layer.Node.WeightEncoding))];
        if (widths.Length > 1 && widths[0] < Int8Bits && widths.All(bits => bits == widths[0]))
        {
            yield return new Observation(subject.LinearLayers[0].Name, $"Keep the first and the last layer ('{subject.LinearLayers[^1].Name}') at 8 bits: they are the most sensitive and hold few of the weights.")
            {
                Evidence =
                [
                    new("bits", widths[0]),
                    new("layers", widths.Length),
                    new("weightShareOfBoth", subject.WeightShare(subject.LinearLayers[0]) + subject.WeightShare(subject.LinearLayers[^1])),
                ],
                Command = subject.CompareCommand,
            };
        }
    }

    private static IEnumerable<Observation> FindUnmeasured(LintSubject subject)
    {
        if (subject.IsQuantized && subject.Options.Data is null)
        {
            yield return new Observation(null, "Quantizing may cost accuracy. Check again with data: then saturation, ranges and losses are measured.")
            {
                Evidence = [new("quantizers", subject.Graph.Nodes.Count(node => node.Op is FakeQuantize))],
                Command = $"bantam lint {subject.Options.Name} --data DATA",
            };
        }
    }

    private static IEnumerable<Observation> FindOverflow(LintSubject subject) =>
        from layer in subject.LinearLayers
        where layer.Cost.Terms > 0
        let bits = AccumulatorWidth.Signed(layer.Cost.Terms, BitsOf(layer.Node.InputEncoding), BitsOf(layer.Node.WeightEncoding))
        where bits > subject.Options.AccumulatorBits
        select new Observation(layer.Name, "Sum in wider integers, or split the sum and widen in between. A sum of k products needs ⌈log₂ k⌉ bits more than one.")
        {
            Evidence = [new("terms", layer.Cost.Terms), new("neededBits", bits), new("accumulatorBits", subject.Options.AccumulatorBits)],
            Command = $"{subject.InspectCommand} --json",
        };

    /// <summary>The width of codes; 8 for what has none yet.</summary>
    private static int BitsOf(QuantizationParameters? encoding) =>
        encoding is null ? Int8Bits : (int)Math.Ceiling(Math.Log2((double)encoding.QMax - encoding.QMin + 1));

    /// <summary>The largest magnitude of the channel where it is smallest, channels of zeros left out.</summary>
    private static float NarrowestChannel(Tensor weights, int axis)
    {
        int channels = weights.Shape[axis];
        int stride = axis == 0 ? weights.Count / channels : 1;
        float[] largest = new float[channels];
        ReadOnlySpan<float> values = weights.Span<float>();
        for (int i = 0; i < values.Length; i++)
        {
            ref float magnitude = ref largest[i / stride % channels];
            magnitude = Math.Max(magnitude, Math.Abs(values[i]));
        }

        return largest.Where(magnitude => magnitude > 0).DefaultIfEmpty(0).Min();
    }
}
