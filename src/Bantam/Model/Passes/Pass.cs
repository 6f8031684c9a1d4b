namespace Bantam.Model;

/// <summary>What a pass may change.</summary>
public enum PassSafety
{
    /// <summary>Outputs stay bit-identical.</summary>
    Exact,

    /// <summary>Outputs stay within a stated tolerance: the arithmetic is the same, its rounding is not.</summary>
    Safe,

    /// <summary>Outputs change; the difference in accuracy is measured and reported.</summary>
    Unsafe,
}

/// <summary>A transformation of graphs. The old graph stays valid.</summary>
public abstract record Pass
{
    /// <summary>The name in reports.</summary>
    public string Name => GetType().Name;

    /// <summary>What it may change. Tests hold it to that.</summary>
    public abstract PassSafety Safety { get; }

    /// <summary>Transforms a graph.</summary>
    /// <param name="graph">The graph; stays as it is.</param>
    /// <returns>The new graph, or the old one where there was nothing to do.</returns>
    public abstract Graph Apply(Graph graph);
}

/// <summary>The passes that prepare a trained network for deployment.</summary>
public static class InferencePasses
{
    /// <summary>All of them, in the order in which they apply. They change outputs by rounding only.</summary>
    public static IReadOnlyList<Pass> All { get; } = [new RemoveDropout(), new FoldBatchNorm(), new FoldBatchNormForward(), new FuseActivation()];

    /// <summary>Applies all of them.</summary>
    /// <param name="graph">A trained network.</param>
    /// <returns>The network for inference.</returns>
    public static Graph Apply(Graph graph) => All.Aggregate(graph, (current, pass) => pass.Apply(current));
}
