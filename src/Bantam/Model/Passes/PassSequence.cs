namespace Bantam.Model;

/// <summary>Applies passes one after the other, and measures those that change results.</summary>
public static class PassSequence
{
    /// <summary>Applies passes.</summary>
    /// <param name="graph">The network; stays as it is.</param>
    /// <param name="passes">The passes, in order.</param>
    /// <param name="metric">The metric of a network on data that no pass has seen; needed where a pass is <see cref="PassSafety.Unsafe"/>.</param>
    /// <returns>What each pass left, in order.</returns>
    /// <exception cref="ArgumentException">A pass is unsafe and there is no metric: nobody would know what it cost.</exception>
    public static IReadOnlyList<PassResult> Apply(Graph graph, IReadOnlyList<Pass> passes, Func<Graph, double>? metric = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(passes);
        if (metric is null && passes.FirstOrDefault(pass => pass.Safety == PassSafety.Unsafe) is { } unmeasured)
        {
            throw new ArgumentException($"{unmeasured.Name} changes the results of a network, so its effect has to be measured. Give a metric on an evaluation set.", nameof(metric));
        }

        List<PassResult> results = [];
        double? before = passes.Any(pass => pass.Safety == PassSafety.Unsafe) ? metric!(graph) : null;
        foreach (Pass pass in passes)
        {
            graph = pass.Apply(graph);
            double? after = pass.Safety == PassSafety.Unsafe ? metric!(graph) : before;
            results.Add(new PassResult(pass.Name, pass.Safety, graph, after - before));
            before = after;
        }

        return results;
    }
}

/// <summary>What a pass left.</summary>
/// <param name="Pass">Its name.</param>
/// <param name="Safety">What it may change.</param>
/// <param name="Graph">The network after it.</param>
/// <param name="MetricChange">By how much an unsafe pass changed the metric; 0 for others in a sequence that is measured, null where none is.</param>
public sealed record PassResult(string Pass, PassSafety Safety, Graph Graph, double? MetricChange);
