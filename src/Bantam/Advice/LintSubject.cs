using Bantam.Costs;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Advice;

/// <summary>A network with the facts that rules work on; what is expensive is worked out when a rule asks for it.</summary>
internal sealed class LintSubject
{
    private readonly Lazy<Measurements?> _measured;

    public LintSubject(Graph graph, LintOptions options)
    {
        Graph = graph;
        Options = options;
        IsQuantized = graph.Nodes.Any(node => node.Op is FakeQuantize);
        Int8 = CostCounter.Count(graph, 1, 1, options.Device);
        Stored = IsQuantized ? Int8 : CostCounter.Count(graph, options.Device);
        Layers = [.. graph.Nodes.Where(node => !node.IsConstant).Zip(Stored.Layers, (node, cost) => new Layer(node, cost))];
        LinearLayers = [.. Layers.Where(layer => layer.Node.IsLinear)];
        _measured = new Lazy<Measurements?>(() => Options.Data is { } data && Fits(data) ? new Measurements(this, data) : null);
    }

    public Graph Graph { get; }

    public LintOptions Options { get; }

    public bool IsQuantized { get; }

    /// <summary>The counts with the bytes that the network has now: int8 where it is quantized, Float32 where not.</summary>
    public CostReport Stored { get; }

    /// <summary>The counts with one byte for each value.</summary>
    public CostReport Int8 { get; }

    /// <summary>All nodes that depend on the input, in order.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The layers with weights, in order.</summary>
    public IReadOnlyList<Layer> LinearLayers { get; }

    /// <summary>What was measured on data; null without data, and where the network does not take them.</summary>
    public Measurements? Measured => _measured.Value;

    /// <summary>Shows shapes and costs of all layers.</summary>
    public string InspectCommand => $"bantam inspect {Options.Name}{DeviceOption}";

    /// <summary>Quantizes again: from this network where it is Float32, from the one that it was made of where not.</summary>
    public string FitCommand => $"bantam fit --network {(IsQuantized ? "ORIGINAL" : Options.Name)} --data {DataName}{DeviceOption}";

    /// <summary>Measures what a change of the network gains and costs.</summary>
    public string CompareCommand => $"bantam lint NEW --against {Options.Name} --data {DataName}{DeviceOption}";

    private string DataName => Options.Data?.Train.Name ?? "DATA";

    private string DeviceOption => Options.Device is { } device ? $" --device {device.Name}" : "";

    public bool Fits(DataSplits data) =>
        Graph.Input.SampleShape == data.Train.InputShape && Graph.Output.SampleShape.Count == data.Train.Task.OutputsFor(data.Train.InputShape);

    public double MacShare(Layer layer) => Stored.ShareOf(layer.Cost);

    public double WeightShare(Layer layer) => Stored.WeightShareOf(layer.Cost);
}

/// <summary>A node with its cost.</summary>
internal readonly record struct Layer(Node Node, LayerCost Cost)
{
    public string Name => Node.Name;
}
