using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Replaces padding with one row more behind than before by the same number on both sides.</summary>
/// <remarks>
/// PyTorch's convolutions pad evenly only: with a separate op for the odd row it would do work that nobody's PyTorch
/// network does. Output shapes stay the same.
/// </remarks>
internal static class EvenPadding
{
    public static Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, _) => node.Op switch
    {
        Conv2d op => new Node(node.Name, op with { Padding = Even(op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape)) }, [.. inputs]),
        DepthwiseConv2d op => new Node(node.Name, op with { Padding = Even(op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape)) }, [.. inputs]),
        _ => GraphRewrite.Keep(node, inputs),
    });

    private static Padding Even(WindowGeometry g)
    {
        int rows = Half(g.InputHeight, g.OutputHeight, g.KernelHeight, g.StrideHeight);
        int columns = Half(g.InputWidth, g.OutputWidth, g.KernelWidth, g.StrideWidth);
        return new Padding { Mode = PaddingMode.Explicit, Top = rows, Bottom = rows, Left = columns, Right = columns };
    }

    /// <summary>Half of what the windows need beyond the input, rounded up.</summary>
    private static int Half(int input, int windows, int kernel, int stride) => (Math.Max(((windows - 1) * stride) + kernel - input, 0) + 1) / 2;
}
