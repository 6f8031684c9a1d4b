using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Convolutions of images and sequences.</summary>
internal static class ConvolutionReaders
{
    public static IEnumerable<(string, OpReader)> All => [("Conv", node => node.Set(Convolution(node, node.Input()))), ("ConvTranspose", Transposed)];

    /// <summary>A convolution with the weights in input 1 and the bias in input 2.</summary>
    /// <param name="node">The layer.</param>
    /// <param name="x">What it reads.</param>
    /// <param name="weightInput">Which input the weights are.</param>
    /// <param name="biasInput">Which input the bias is.</param>
    public static ImportedValue Convolution(NodeReader node, ImportedValue x, int weightInput = 1, int biasInput = 2)
    {
        ImportContext graph = node.Graph;
        Shape w = node.Input(weightInput).Shape;
        if (w.Rank != x.Rank)
        {
            throw node.Broken($"the input {x.Shape} and the weights {w} must have equally many axes.");
        }

        WindowReader window = WindowReader.Of(node, x, [.. w.Lengths[2..]]);
        int groups = node.Int("group", 1);
        if (groups < 1 || x.Shape[1] != (long)w[1] * groups || w[0] % groups != 0)
        {
            throw node.Broken($"{groups} groups of {x.Shape[1]} channels do not fit the weights {w}.");
        }

        bool isDepthwise = groups > 1 && w[1] == 1 && window.Dilation == 1;
        int[] order = (x.Rank, isDepthwise) switch
        {
            (4, true) => [1, 2, 3, 0],
            (4, false) => [0, 2, 3, 1],
            (_, true) => [1, 2, 0],
            _ => [0, 2, 1],
        };
        Value weight = Weights.Of(node, weightInput, order, x.Rank == 3 ? sequence => sequence.Reshaped([sequence.Shape[0], 1, sequence.Shape[1], sequence.Shape[2]]) : null);
        weight = weight.Type.Shape.Rank == 3 ? graph.Apply(new Unsqueeze([1]), weight) : weight;
        Op op = isDepthwise
            ? new DepthwiseConv2d { Stride = window.Stride, Padding = window.Padding, Multiplier = w[0] / groups }
            : new Conv2d { Stride = window.Stride, Padding = window.Padding, Dilation = window.Dilation, Groups = groups };
        Value images = WindowReader.Images(graph, x);
        Value result = node.Optional(biasInput) is null ? graph.Apply(op, images, weight) : graph.Apply(op, images, weight, Weights.Vector(node, biasInput));
        return WindowReader.Result(graph, result, window.OutputShape(x, w[0]));
    }

    private static void Transposed(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        Shape w = node.Input(1).Shape;
        if (x.Rank != 4 || w.Rank != 4 || node.Whole("group", 1) != 1 || (node.Ints("dilations")?.Any(dilation => dilation != 1) ?? false) || node.Ints("output_shape") is not null)
        {
            throw node.Refusal("a transposed convolution in groups, with dilation, with a given output shape, or not of images", "Export it without them.");
        }

        int[] strides = node.Ints("strides") ?? [1, 1];
        int[] pads = node.Ints("pads") ?? [0, 0, 0, 0];
        int[] extra = node.Ints("output_padding") ?? [0, 0];
        Padding padding = node.Text("auto_pad", "NOTSET") switch
        {
            "SAME_UPPER" => Padding.Same,
            "NOTSET" or "VALID" => new Padding { Mode = PaddingMode.Explicit, Top = pads[0], Left = pads[1], Bottom = pads[2], Right = pads[3] },
            _ => throw node.Refusal("padding SAME_LOWER", "Use explicit pads."),
        };
        ConvTranspose2d op = new() { Stride = new(strides[0], strides[1]), Padding = padding, OutputPadding = new(extra[0], extra[1]) };
        Value weight = Weights.Of(node, 1, [0, 2, 3, 1]);
        Value images = graph.ChannelsLast(x);
        Node result = node.Optional(2) is null ? graph.Apply(op, images, weight) : graph.Apply(op, images, weight, Weights.Vector(node, 2));
        Shape y = result.Type.Shape;
        node.Set(ImportContext.LastResult(result, [y[0], y[3], y[1], y[2]]));
    }
}
