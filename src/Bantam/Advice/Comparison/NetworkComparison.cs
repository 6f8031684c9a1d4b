using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Advice;

/// <summary>Two networks side by side: what each gains in accuracy for what it costs.</summary>
/// <remarks>Deeper with bottlenecks, factorized windows and skip connections is often better than wider (notes: lines 2080-2088 and 2199-2230).</remarks>
/// <param name="First">One network.</param>
/// <param name="Second">The other, against which ratios are given.</param>
public sealed record NetworkComparison(ComparedNetwork First, ComparedNetwork Second)
{
    /// <summary>Parameters of the first for each of the second.</summary>
    public double ParameterRatio => (double)First.Parameters / Second.Parameters;

    /// <summary>MACs of the first for each of the second.</summary>
    public double MacRatio => (double)First.Macs / Second.Macs;

    /// <summary>Whether both have the same shapes of input and output; a comparison of others means nothing.</summary>
    public bool IsSameWorkload => (First.Input, First.Output) == (Second.Input, Second.Output);

    /// <summary>The name of the network that costs no more parameters and MACs and is no less accurate; null where each has an advantage, or an accuracy is unknown.</summary>
    public string? Better => First.Dominates(Second) ? First.Name : Second.Dominates(First) ? Second.Name : null;
}

/// <summary>A network with its costs and, where it is known, its accuracy.</summary>
public sealed record ComparedNetwork
{
    private const double Million = 1e6;

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>The shape of one sample.</summary>
    public required Shape Input { get; init; }

    /// <summary>The shape of one output.</summary>
    public required Shape Output { get; init; }

    /// <summary>Trained values.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-accumulates of one inference.</summary>
    public required long Macs { get; init; }

    /// <summary>The accuracy as a fraction in [0, 1], or null where it is unknown.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Accuracy for each million MACs; null where it is unknown.</summary>
    public double? AccuracyPerMegaMac => Accuracy * Million / Macs;

    /// <summary>Accuracy for each million parameters; null where it is unknown.</summary>
    public double? AccuracyPerMegaParameter => Accuracy * Million / Parameters;

    /// <summary>Counts a network.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="graph">The network.</param>
    /// <param name="accuracy">Its accuracy as a fraction, measured or published; null where it is unknown.</param>
    /// <returns>Its costs.</returns>
    public static ComparedNetwork Of(string name, Graph graph, double? accuracy = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        CostReport cost = CostCounter.Count(graph);
        return new ComparedNetwork
        {
            Name = name,
            Input = graph.Input.SampleShape,
            Output = graph.Output.SampleShape,
            Parameters = cost.Parameters,
            Macs = cost.Macs,
            Accuracy = accuracy,
        };
    }

    internal bool Dominates(ComparedNetwork other) => Accuracy >= other.Accuracy && Parameters <= other.Parameters && Macs <= other.Macs;
}
