using Bantam.Model;

namespace Bantam.Costs;

/// <summary>The square of input pixels that one element of a value depends on.</summary>
/// <param name="Height">Its height in input pixels.</param>
/// <param name="Width">Its width in input pixels.</param>
public readonly record struct ReceptiveField(long Height, long Width)
{
    /// <summary>Works out the field of a network's output, or of its last image before pooling over the whole of it.</summary>
    /// <param name="graph">The network.</param>
    /// <returns>The field; two 3×3 convolutions see 5×5. Where branches meet, the larger one.</returns>
    /// <remarks><c>r ← r + (k − 1)·d·j</c>, <c>j ← j·s</c> for each window k with dilation d and stride s.</remarks>
    public static ReceptiveField Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Dictionary<Value, Reach> reaches = new(ReferenceEqualityComparer.Instance) { [graph.Input] = new Reach(1, 1, 1, 1) };
        Reach end = reaches[graph.Input];
        foreach (Node node in graph.Nodes.Where(node => !node.IsConstant))
        {
            Reach start = node.Activations.Select(input => reaches[input]).Aggregate(Reach.Larger);
            reaches[node] = end = GeometryOf(node) is { } window ? start.Through(in window) : start;
        }

        return new ReceptiveField(end.Height, end.Width);
    }

    /// <summary>The window that a node slides over its input; null for other ops.</summary>
    internal static WindowGeometry? GeometryOf(Node node)
    {
        Shape input = node.Inputs[0].Type.Shape;
        return node.Op switch
        {
            Conv2d op => op.Geometry(input, node.Inputs[1].Type.Shape),
            DepthwiseConv2d op => op.Geometry(input, node.Inputs[1].Type.Shape),
            MaxPool op => op.Geometry(input),
            AveragePool op => op.Geometry(input),
            _ => null,
        };
    }

    private readonly record struct Reach(long Height, long Width, long JumpDown, long JumpRight)
    {
        public static Reach Larger(Reach a, Reach b) => new(
            Math.Max(a.Height, b.Height), Math.Max(a.Width, b.Width), Math.Max(a.JumpDown, b.JumpDown), Math.Max(a.JumpRight, b.JumpRight));

        public Reach Through(in WindowGeometry g) => checked(new Reach(
            Height + ((g.KernelHeight - 1L) * g.DilationHeight * JumpDown),
            Width + ((g.KernelWidth - 1L) * g.DilationWidth * JumpRight),
            JumpDown * g.StrideHeight,
            JumpRight * g.StrideWidth));
    }
}
