using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>Everything that <c>bantam inspect</c> says about a network, counted once.</summary>
internal sealed record InspectReport
{
    private const int CostliestLayers = 5;

    public required string Network { get; init; }

    public required string Input { get; init; }

    public required CostReport Float { get; init; }

    public required CostReport Int8 { get; init; }

    /// <summary>The predicted time of one inference in int8; null without a device, or where its profile states too little.</summary>
    public required LatencyReport? Latency { get; init; }

    public required ActivationPlan Plan { get; init; }

    /// <summary>What a quantized network becomes; null where it is not quantized, or has an op without an integer form.</summary>
    public required InspectPlan? Integers { get; init; }

    public required FoldedCounts Folded { get; init; }

    public required ReceptiveField Field { get; init; }

    public required InferenceEnergy FloatEnergy { get; init; }

    public required InferenceEnergy Int8Energy { get; init; }

    /// <summary>The counts in the format in which the network is: that of its codes after quantization.</summary>
    public CostReport Deployed => Integers is null ? Float : Int8;

    /// <summary>The energy in that format.</summary>
    public InferenceEnergy DeployedEnergy => Integers is null ? FloatEnergy : Int8Energy;

    /// <summary>The layers with their energy, but not the nodes that only say what codes mean.</summary>
    public IEnumerable<(LayerCost Cost, LayerEnergy Energy)> Layers =>
        Deployed.Layers.Zip(DeployedEnergy.Layers).Where(layer => layer.First.Op is not (nameof(FakeQuantize) or nameof(DequantizeLinear)));

    public PublishedEnergy? Measured => Float.Device is { } device ? PublishedEnergy.Find(device.Name, Network) : null;

    public IReadOnlyList<LayerCost> Costliest => Float.Costliest(CostliestLayers);

    /// <summary>The predicted time of a layer; null without a device, or where the layer takes none.</summary>
    public LayerLatency? TimeOf(LayerCost layer) => Latency?.Layers.FirstOrDefault(timed => timed.Name == layer.Name);

    public static InspectReport Of(string name, Graph graph, Device? device, EnergyTable prices)
    {
        CostReport counts = CostCounter.Count(graph, device);
        return new InspectReport
        {
            Network = name,
            Input = graph.Input.SampleShape.ToString(),
            Float = counts,
            Int8 = CostCounter.Count(graph, 1, 1, device),
            Latency = device is not null && LatencyModel.CanPredict(device) ? LatencyModel.Predict(graph, device) : null,
            Plan = ActivationPlanner.Plan(graph),
            Integers = InspectPlan.Of(graph),
            Folded = FoldedCounts.Of(graph),
            Field = ReceptiveField.Of(graph),
            FloatEnergy = InferenceEnergy.Of(counts, prices, MacFormat.Float32),
            Int8Energy = InferenceEnergy.Of(counts, prices, MacFormat.Int8),
        };
    }

    public long MultiplicationsWithWeightValues(int values) => Float.Layers.Sum(layer => layer.ArithmeticWithWeightValues(values).Multiplications);

    public Arithmetic Total() => Float.Layers.Aggregate(default(Arithmetic), (sum, layer) => new Arithmetic(
        sum.Multiplications + layer.Arithmetic.Multiplications, sum.Additions + layer.Arithmetic.Additions, sum.Others + layer.Arithmetic.Others));
}
