using Bantam.Model;

namespace Bantam.Bench;

/// <summary>States padding in rows and columns where a network only says that the size stays the same.</summary>
internal static class StatedPadding
{
    public static Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, _) => node.Op switch
    {
        Conv2d op => new Node(node.Name, op with { Padding = Stated(op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape)) }, [.. inputs]),
        DepthwiseConv2d op => new Node(node.Name, op with { Padding = Stated(op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape)) }, [.. inputs]),
        _ => GraphRewrite.Keep(node, inputs),
    });

    private static Padding Stated(WindowGeometry g) => new()
    {
        Mode = PaddingMode.Explicit,
        Top = g.PadTop,
        Left = g.PadLeft,
        Bottom = Behind(g.InputHeight, g.OutputHeight, g.KernelHeight, g.StrideHeight, g.PadTop),
        Right = Behind(g.InputWidth, g.OutputWidth, g.KernelWidth, g.StrideWidth, g.PadLeft),
    };

    /// <summary>What the last window needs beyond the input.</summary>
    private static int Behind(int input, int windows, int kernel, int stride, int before) => Math.Max(((windows - 1) * stride) + kernel - input - before, 0);
}
