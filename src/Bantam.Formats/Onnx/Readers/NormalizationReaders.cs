using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Normalizations.</summary>
internal static class NormalizationReaders
{
    public static IEnumerable<(string, OpReader)> All =>
    [
        ("BatchNormalization", BatchNormalization),
        ("InstanceNormalization", InstanceNormalization),
        ("GroupNormalization", GroupNormalization),
        ("LayerNormalization", LayerNormalization),
        ("RMSNormalization", RootMeanSquareNormalization),
        ("MeanVarianceNormalization", MeanVarianceNormalization),
        ("LRN", LocalResponseNormalization),
    ];

    private static void BatchNormalization(NodeReader node)
    {
        if (node.Whole("training_mode", 0) != 0 || (node.Opset < 9 && node.Whole("spatial", 1) == 0))
        {
            throw node.Refusal("normalizing by the moments of the batch, or of each pixel", "Export the model for inference.");
        }

        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        if (x.Rank < 2)
        {
            throw node.Broken($"it normalizes [N, C, …], but got {x.Shape}.");
        }

        int channels = x.Shape[1];
        (ConstantTensor mean, ConstantTensor variance) = (node.Constant(3), node.Constant(4));
        _ = (node.Constant(1), node.Constant(2));
        if (mean.Shape != new Shape(channels) || variance.Shape != mean.Shape)
        {
            throw node.Broken($"{x.Shape} has {channels} channels, but the moments have the shapes {mean.Shape} and {variance.Shape}.");
        }

        ConstantTensor moments = ConstantTensor.Of(OnnxElement.Float32, [2, channels], i => i < channels ? mean.Real(i) : variance.Real(i - channels), _ => 0);
        Value result = graph.Apply(
            new BatchNorm { Epsilon = node.Real("epsilon", 1e-5) },
            graph.ChannelsLast(x),
            Weights.Vector(node, 1),
            Weights.Vector(node, 2),
            graph.Parameter(node.InputName(3), moments));
        node.Set(ImportContext.LastResult(result, x.Shape));
    }

    private static void InstanceNormalization(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        Axes axes = new([.. Enumerable.Range(1, x.Rank - 2)]);
        Value normal = graph.Apply(new Standardize(axes, node.Real("epsilon", 1e-5)), graph.ChannelsLast(x));
        node.Set(ImportContext.LastResult(Scaled(node, normal), x.Shape));
    }

    private static void GroupNormalization(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        int groups = node.Int("num_groups", 1);
        int channels = x.Shape[1];
        if (groups < 1 || channels % groups != 0 || x.Rank < 3)
        {
            throw node.Broken($"{groups} groups do not divide the channels of {x.Shape}.");
        }

        int pixels = x.Shape.Lengths[2..].ToArray().Aggregate(1, (product, length) => product * length);
        Value last = graph.ChannelsLast(x);
        Value parts = graph.Apply(new Reshape([pixels, groups, channels / groups]), last);
        Value normal = graph.Apply(new Standardize([1, 3], node.Real("epsilon", 1e-5)), parts);
        if (node.Opset < 21)
        {
            // Scale and bias were for each group.
            Value grouped = Affine(graph, normal, PerGroup(node, 1), PerGroup(node, 2));
            node.Set(ImportContext.LastResult(graph.Apply(new Reshape(last.SampleShape), grouped), x.Shape));
        }
        else
        {
            node.Set(ImportContext.LastResult(Scaled(node, graph.Apply(new Reshape(last.SampleShape), normal)), x.Shape));
        }
    }

    private static Parameter PerGroup(NodeReader node, int input) =>
        node.Graph.Parameter(node.InputName(input), node.Constant(input).Reshaped([node.Constant(input).Count, 1]), isTrainable: true);

    private static Node Scaled(NodeReader node, Value x) => Affine(node.Graph, x, Weights.Vector(node, 1), Weights.Vector(node, 2));

    private static Node Affine(ImportContext graph, Value x, Value scale, Value shift) =>
        graph.Apply(new Add(), graph.Apply(new Multiply(), x, scale), shift);

    private static void LayerNormalization(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        Axes axes = LastAxes(node, x);
        double epsilon = node.Real("epsilon", 1e-5);
        Value value = graph.Declared(x);
        ImportedValue normal = ImportedValue.Of(graph.Apply(new Standardize(axes, epsilon), value), x.Shape);
        ImportedValue scaled = Elementwise.Of(graph, [normal, node.Input(1)], v => graph.Apply(new Multiply(), v), isTrainable: true);
        node.Set(node.Optional(2) is { } bias ? Elementwise.Of(graph, [scaled, bias], v => graph.Apply(new Add(), v), isTrainable: true) : scaled);
        if (node.Wants(1) || node.Wants(2))
        {
            Value mean = graph.Apply(new Mean { Axes = axes, KeepAxes = true }, value);
            Value variance = graph.Apply(new Mean { Axes = axes, KeepAxes = true }, graph.Apply(new Power(2), graph.Apply(new Subtract(), value, mean)));
            node.Set(1, ImportedValue.Of(mean, mean.Type.Shape));
            node.Set(2, ImportedValue.Of(graph.Apply(new Power(-0.5), Compositions.Plus(graph, variance, epsilon)), mean.Type.Shape));
        }
    }

    private static void RootMeanSquareNormalization(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        Value value = graph.Declared(x);
        Value meanSquare = graph.Apply(new Mean { Axes = LastAxes(node, x), KeepAxes = true }, graph.Apply(new Power(2), value));
        Value root = graph.Apply(new Sqrt(), Compositions.Plus(graph, meanSquare, node.Real("epsilon", 1e-5)));
        ImportedValue normal = ImportedValue.Of(graph.Apply(new Divide(), value, root), x.Shape);
        node.Set(Elementwise.Of(graph, [normal, node.Input(1)], v => graph.Apply(new Multiply(), v), isTrainable: true));
    }

    private static Axes LastAxes(NodeReader node, ImportedValue x)
    {
        int first = node.Axis(node.Whole("axis", -1), x.Rank);
        return new([.. Enumerable.Range(first, x.Rank - first)]);
    }

    private static void MeanVarianceNormalization(NodeReader node)
    {
        // Divided by a standard deviation plus 10⁻⁹ in ONNX: the same to single precision, except for constant groups.
        const double epsilon = 1e-18;
        ImportedValue x = node.Input();
        int[] axes = node.Ints("axes") ?? [0, 2, 3];
        node.Set(ImportedValue.Of(node.Graph.Apply(new Standardize(new Axes(axes), epsilon), node.Graph.Declared(x)), x.Shape));
    }

    private static void LocalResponseNormalization(NodeReader node)
    {
        ImportedValue x = node.Input();
        LocalResponseNorm op = new(node.Int("size", 0), node.Real("alpha", 1e-4), node.Real("beta", 0.75), node.Real("bias", 1));
        node.Set(ImportContext.LastResult(node.Graph.Apply(op, node.Graph.ChannelsLast(x)), x.Shape));
    }
}
