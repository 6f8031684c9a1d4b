namespace Bantam.Model;

/// <summary>How a node reorders axes: axis i of its output is axis <c>Axes[i]</c> of its input.</summary>
internal sealed record AxisOrder(int[] Axes)
{
    /// <summary>Whether no axis moves.</summary>
    public bool IsIdentity => Axes.Index().All(axis => axis.Item == axis.Index);

    /// <summary>The order of a permutation or transposition; null for any other op.</summary>
    public static AxisOrder? Of(Node node)
    {
        int rank = node.Type.Shape.Rank;
        int[] axes = [.. Enumerable.Range(0, rank)];
        switch (node.Op)
        {
            case Permute permute:
                for (int i = 0; i < rank; i++)
                {
                    axes[i] = (permute.Order.Indices[i] + rank) % rank;
                }

                return new AxisOrder(axes);
            case Transpose:
                (axes[^1], axes[^2]) = (axes[^2], axes[^1]);
                return new AxisOrder(axes);
            default:
                return null;
        }
    }

    /// <summary>The order of this reordering and then another.</summary>
    public AxisOrder Then(AxisOrder next) => new([.. next.Axes.Select(axis => Axes[axis])]);

    /// <summary>Whether both move axes alike.</summary>
    public bool Matches(AxisOrder other) => Axes.AsSpan().SequenceEqual(other.Axes);

    /// <summary>The op that does it.</summary>
    public Permute ToOp() => new(new Axes(Axes));
}
