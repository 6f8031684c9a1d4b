using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Sums, and the bias of a layer that ONNX writes as a sum behind it.</summary>
internal static class BiasReader
{
    public static void Add(NodeReader node)
    {
        if (!TryAddBias(node, 0, 1) && !TryAddBias(node, 1, 0))
        {
            ArithmeticReaders.Binary(node, new Add());
        }
    }

    /// <summary>Gives a layer without bias the constant that is added to it, if nobody else reads the layer.</summary>
    private static bool TryAddBias(NodeReader node, int layerInput, int biasInput)
    {
        ImportedValue layer = node.Input(layerInput);
        if (node.Aligned(biasInput).Constant is not { } bias || node.ReadsOfInput(layerInput) != 1
            || layer.Value is not Node { Op: Dense or Conv2d or DepthwiseConv2d, Inputs.Count: 2 } linear || layer.Rank < bias.Shape.Rank)
        {
            return false;
        }

        int channels = layer.Shape[1];
        Shape full = [.. Enumerable.Repeat(1, layer.Rank - bias.Shape.Rank), .. bias.Shape.Lengths];
        bool isPerChannel = full[1] == channels && bias.Count == channels;
        if (!isPerChannel)
        {
            return false;
        }

        Parameter parameter = node.Graph.Parameter(node.InputName(biasInput), bias.Reshaped([channels]), isTrainable: true);
        node.Set(layer.With(node.Graph.Apply(linear.Op, linear.Inputs[0], linear.Inputs[1], parameter)));
        return true;
    }
}
