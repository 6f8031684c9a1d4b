namespace Bantam.Model;

/// <summary>One forward pass, compiled for one graph and one batch size: the bits of <see cref="Graph.Run(Tensor)"/> without its allocations.</summary>
public sealed class InferenceStep
{
    private readonly ConstantNodes _constants;
    private readonly CallReplay _replay;

    /// <summary>Compiles the pass.</summary>
    /// <param name="graph">The network. After a change of its values call <see cref="Refresh"/>.</param>
    /// <param name="batchSize">The number of samples of a run, at least 1.</param>
    public InferenceStep(Graph graph, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Batch = Tensor.Zeros(graph.Input.SampleShape.WithBatch(batchSize));
        Tensor? output = null;
        Dictionary<Tensor, string> nodes = new(ReferenceEqualityComparer.Instance);
        _constants = new ConstantNodes(StepFusion.Apply(graph), graph.Values);
        CallRecording recording = CallRecording.Of(() => output = _constants.Rest.Run(
            Batch, _constants.ValueOf, isTraining: false, observe: (node, made) => nodes.TryAdd(made, node.Name)));
        _replay = CallReplay.Of(recording, [output!], nodes.GetValueOrDefault);
        _replay.PackWeights();
        Output = _replay.Locate(output!);
    }

    /// <summary>The samples: the caller writes them before each run.</summary>
    public Tensor Batch { get; }

    /// <summary>The output of the last run.</summary>
    public Tensor Output { get; }

    /// <summary>Takes changed values of the network over: what depends on them alone is computed once, and weights are kept in the order in which kernels read them.</summary>
    public void Refresh()
    {
        _constants.Refresh();
        _replay.PackWeights();
    }

    /// <summary>Computes the output for what lies in the batch tensor.</summary>
    public void Run() => _replay.Run();

    /// <summary>The nodes that each step computes; nodes that only give a tensor another shape, or that others compute along, are in none.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> StepNodes => _replay.StepNodes;

    /// <summary>Computes the output and tells after each step its number.</summary>
    internal void Run(Action<int> afterStep) => _replay.Run(afterStep);
}
