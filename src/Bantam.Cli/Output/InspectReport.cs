using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>Everything that <c>bantam inspect</c> says about a network, counted once.</summary>
internal sealed record InspectReport
{
    private const int CostliestLayers = 5;

    // Float32 at 45 nm: 3.7 for the multiplication and 0.9 for the addition. Source: Horowitz, ISSCC 2014.
    private const double PicojoulesPerMac = 4.6;

    public required string Network { get; init; }

    public required string Input { get; init; }

    public required CostReport Float { get; init; }

    public required CostReport Int8 { get; init; }

    /// <summary>The predicted time of one inference in int8; null without a device, or where its profile states too little.</summary>
    public required LatencyReport? Latency { get; init; }

    public required ActivationPlan Plan { get; init; }

    public required FoldedCounts Folded { get; init; }

    public required ReceptiveField Field { get; init; }

    public double EnergyPicojoules => Float.Macs * PicojoulesPerMac;

    public IReadOnlyList<LayerCost> Costliest => Float.Costliest(CostliestLayers);

    public static InspectReport Of(string name, Graph graph, Device? device) => new()
    {
        Network = name,
        Input = graph.Input.SampleShape.ToString(),
        Float = CostCounter.Count(graph, device),
        Int8 = CostCounter.Count(graph, 1, 1, device),
        Latency = device is not null && LatencyModel.CanPredict(device) ? LatencyModel.Predict(graph, device) : null,
        Plan = ActivationPlanner.Plan(graph),
        Folded = FoldedCounts.Of(graph),
        Field = ReceptiveField.Of(graph),
    };

    public Arithmetic Total() => Float.Layers.Aggregate(default(Arithmetic), (sum, layer) => new Arithmetic(
        sum.Multiplications + layer.Arithmetic.Multiplications, sum.Additions + layer.Arithmetic.Additions, sum.Others + layer.Arithmetic.Others));
}
