using Bantam.Model;

namespace Bantam.Advice;

/// <summary>Rules about the structure: smaller windows, fewer connections, ways around.</summary>
internal static class ArchitectureRules
{
    private const double LargeShare = 0.5;
    private const double NotableShare = 0.2;
    private const int ManyChannels = 16;
    private const int Narrowing = 4;
    private const int PlainDepth = 20;

    public static Rule Factorize { get; } = new("H-FACTORIZE", Severity.Hint, FindLargeWindows)
    {
        Title = "A large window instead of two small ones",
        Checks = "a convolution with stride 1 has a window of 5x5 or more, and 3x3 windows one after the other, which see as far, have fewer weights",
        Source = "notes: lines 2112-2117 (E71: the same reach, not the same function)",
    };

    public static Rule Group { get; } = new("H-GROUP", Severity.Hint, FindUngrouped)
    {
        Title = "A full convolution that does much of the work",
        Checks = "a convolution in one group with at least 20 % of the MACs has a window of 3x3 or more and 16 or more channels on both sides",
        Source = "notes: lines 2204-2214",
    };

    public static Rule Bottleneck { get; } = new("H-BOTTLENECK", Severity.Hint, FindUnsqueezed)
    {
        Title = "A window over many channels for few outputs",
        Checks = "a convolution with a window of 3x3 or more reads at least four times as many channels as it makes, no 1x1 convolution chose those, and a bottleneck of half its outputs saves MACs",
        Source = "notes: lines 2119-2133 and 2215 (E70)",
    };

    public static Rule Residual { get; } = new("H-RESIDUAL", Severity.Hint, FindPlainDepth)
    {
        Title = "A deep chain without a way around",
        Checks = "more than 20 layers with weights follow one another without an addition or concatenation",
        Source = "notes: lines 2216 and 2140-2160; He et al., 2015",
    };

    public static Rule DenseHead { get; } = new("H-DENSE-HEAD", Severity.Hint, FindFlattenedHead)
    {
        Title = "A dense layer over a flattened image",
        Checks = "a dense layer with at least half of the weights reads an image of more than one pixel, flattened",
        Source = "notes: lines 2112-2115",
    };

    private static IEnumerable<Observation> FindLargeWindows(LintSubject subject)
    {
        foreach (Layer layer in subject.LinearLayers)
        {
            if (layer.Node.Op is not Conv2d op || op.Stride != 1 || op.Dilation != 1)
            {
                continue;
            }

            WindowGeometry g = GeometryOf(layer.Node, op);
            if (g.KernelHeight != g.KernelWidth || g.KernelHeight < 5 || g.KernelHeight % 2 == 0)
            {
                continue;
            }

            int windows = (g.KernelHeight - 1) / 2;
            double weights = (double)g.PatchLength * g.OutputChannels;
            double factorized = 9.0 * g.OutputChannels * (g.InputChannels + ((windows - 1.0) * g.OutputChannels)) / g.Groups;
            if (factorized < weights)
            {
                yield return new Observation(layer.Name, $"Use {windows} convolutions of 3x3 with an activation between them, and train again.")
                {
                    Evidence = [new("receptiveField", g.KernelHeight), new("weights", weights), new("factorizedWeights", factorized), new("savedShare", 1 - (factorized / weights))],
                    Command = subject.CompareCommand,
                };
            }
        }
    }

    private static IEnumerable<Observation> FindUngrouped(LintSubject subject) =>
        from layer in subject.LinearLayers
        where subject.MacShare(layer) >= NotableShare && layer.Node.Op is Conv2d { Groups: 1 }
        let g = GeometryOf(layer.Node, (Conv2d)layer.Node.Op)
        where Area(g) >= 9 && g.InputChannels >= ManyChannels && g.OutputChannels >= ManyChannels
        let separable = (double)g.InputChannels * (Area(g) + g.OutputChannels)
        select new Observation(layer.Name, "Use grouping: a depthwise convolution and a 1x1 convolution behind it, or a few groups. Train again and compare the accuracy.")
        {
            Evidence =
            [
                new("macShare", subject.MacShare(layer)),
                new("macs", layer.Cost.Macs),
                new("separableMacs", separable * g.OutputPixels),
                new("weights", (double)g.PatchLength * g.OutputChannels),
                new("separableWeights", separable),
            ],
            Command = subject.CompareCommand,
        };

    private static IEnumerable<Observation> FindUnsqueezed(LintSubject subject) =>
        from layer in subject.LinearLayers
        where layer.Node.Op is Conv2d { Groups: 1 } && !IsSqueezed(layer.Node.Inputs[0])
        let g = GeometryOf(layer.Node, (Conv2d)layer.Node.Op)
        where Area(g) >= 9 && g.InputChannels >= (long)Narrowing * g.OutputChannels
        let width = Math.Max(1, g.OutputChannels / 2)
        let weights = (double)g.PatchLength * g.OutputChannels
        let squeezed = ((double)g.InputChannels * width) + ((double)Area(g) * width * g.OutputChannels)
        where squeezed < weights
        select new Observation(layer.Name, $"Squeeze the channels first: a 1x1 convolution to {width} channels before it.")
        {
            Evidence = [new("inputChannels", g.InputChannels), new("bottleneckChannels", width), new("weights", weights), new("bottleneckWeights", squeezed), new("macs", layer.Cost.Macs)],
            Command = subject.CompareCommand,
        };

    private static IEnumerable<Observation> FindPlainDepth(LintSubject subject)
    {
        Dictionary<Value, int> depths = new(ReferenceEqualityComparer.Instance);
        (int Depth, string Name) deepest = (0, "");
        foreach (Node node in subject.Layers.Select(layer => layer.Node))
        {
            // Where branches meet, one of them is a way around the other.
            int before = node.Activations.Take(2).Count() == 1 ? depths.GetValueOrDefault(node.Activations.First()) : 0;
            depths[node] = before + (node.IsLinear ? 1 : 0);
            deepest = depths[node] > deepest.Depth ? (depths[node], node.Name) : deepest;
        }

        if (deepest.Depth > PlainDepth)
        {
            yield return new Observation(deepest.Name, "Add residual connections around every two or three layers: they cost additions only, and let deep networks train.")
            {
                Evidence = [new("layersInARow", deepest.Depth), new("limit", PlainDepth)],
                Command = subject.CompareCommand,
            };
        }
    }

    private static IEnumerable<Observation> FindFlattenedHead(LintSubject subject) =>
        from layer in subject.LinearLayers
        where layer.Node.Op is Dense && subject.WeightShare(layer) >= LargeShare
        let flatten = layer.Node.Inputs[0].Unquantized as Node
        where flatten is { Op: Flatten } && flatten.Inputs[0].SampleShape.Rank == 3
        let image = flatten.Inputs[0].SampleShape
        where image[0] * image[1] > 1
        let outputs = layer.Node.SampleShape[^1]
        select new Observation(layer.Name, "Replace flattening by a global average pool, or the dense layer by convolutions, and train again.")
        {
            Evidence = [new("parameters", layer.Cost.Parameters), new("pooledParameters", ((double)image[2] * outputs) + outputs), new("weightShare", subject.WeightShare(layer))],
            Command = subject.CompareCommand,
        };

    /// <summary>Whether the channels are those that a 1x1 convolution made, normalized and activated or not.</summary>
    private static bool IsSqueezed(Value value) => value.Unquantized switch
    {
        Node { Op: Conv2d } node => node.Inputs[1].Type.Shape is var weight && weight[1] * weight[2] == 1,
        Node node when node.Op is BatchNorm || node.IsActivationFunction => IsSqueezed(node.Inputs[0]),
        _ => false,
    };

    private static int Area(in WindowGeometry g) => g.KernelHeight * g.KernelWidth;

    private static WindowGeometry GeometryOf(Node node, Conv2d op) => op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape);
}
