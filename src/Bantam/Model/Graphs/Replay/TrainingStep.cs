namespace Bantam.Model;

/// <summary>One forward and backward pass over a batch, compiled for one graph and one batch size.</summary>
/// <remarks>
/// Made by going through the step once and keeping the calls, none of which is computed then; every <see cref="Run"/> replays exactly them in one arena,
/// so eager and compiled training give the same bits, and a run allocates nothing. An optimizer then reads the gradients:
/// those of parameters, no others.
/// </remarks>
public sealed class TrainingStep
{
    private readonly Graph _graph;
    private readonly Graph _fused;
    private readonly Func<Tensor, Tensor, Tensor> _loss;
    private readonly Tensor _targets;
    private readonly RoundToStorage? _storage;
    private readonly Dictionary<Parameter, Tensor> _leaves;
    private readonly Tensor _seed = Tensor.Scalar(1f);
    private readonly CallReplay _replay;

    /// <summary>Compiles a step.</summary>
    /// <param name="graph">The network. Its values are the ones that are read and, for running statistics, written.</param>
    /// <param name="loss">Gives the scalar loss of an output and its targets.</param>
    /// <param name="batch">The tensor into which the caller writes the samples before each run.</param>
    /// <param name="targets">The tensor into which the caller writes the targets before each run.</param>
    /// <param name="storage">
    /// The format to which samples, parameters, the output of every node and the gradients of all these are rounded. The values
    /// themselves, running statistics, the loss and all sums stay in Float32.
    /// </param>
    public TrainingStep(Graph graph, Func<Tensor, Tensor, Tensor> loss, Tensor batch, Tensor targets, StorageFormat storage = StorageFormat.Float32)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(loss);
        _graph = graph;
        _loss = loss;
        Batch = batch;
        _targets = targets;
        _storage = storage == StorageFormat.Float32 ? null : new RoundToStorage(storage);
        _leaves = graph.Parameters.ToDictionary(p => p, p => LeafOver(p, graph.Values[p]));
        _fused = StepFusion.Apply(graph);
        Tensor? output = null;
        Tensor? scalar = null;
        CallRecording? recording = null;
        KeepStatistics(() => recording = CallRecording.Of(() =>
        {
            (output, scalar) = Forward(observe: null);
            scalar.Backward(_seed);
        }));

        Parameter[] trained = [.. graph.Parameters.Where(p => p.IsTrainable && _leaves[p].Grad is not null)];
        (Batch.Grad, _targets.Grad) = (null, null);
        _replay = CallReplay.Of(recording!, [output!, scalar!, .. trained.Select(p => _leaves[p].Grad!)]);
        Output = _replay.Locate(output!);
        Loss = _replay.Locate(scalar!);
        Gradients = [.. trained.Select(p => new ParameterGradient(p, graph.Values[p], _replay.Locate(_leaves[p].Grad!)))];
    }

    /// <summary>The samples: the caller writes them before each run.</summary>
    public Tensor Batch { get; }

    /// <summary>The output for the last batch.</summary>
    public Tensor Output { get; }

    /// <summary>The loss of the last batch: a scalar, never scaled.</summary>
    public Tensor Loss { get; }

    /// <summary>Every trainable parameter with its values and its gradient for the last batch, scaled by <see cref="LossScale"/>.</summary>
    public IReadOnlyList<ParameterGradient> Gradients { get; }

    /// <summary>The gradient with which the backward pass starts, 1 at first: all gradients are multiplied by it, so that small ones survive a storage format.</summary>
    public float LossScale
    {
        get => _seed.Span<float>()[0];
        set => _seed.Span<float>()[0] = value;
    }

    /// <summary>The memory of all intermediate values and gradients, in bytes.</summary>
    public long ArenaBytes => _replay.ArenaElements * sizeof(float);

    /// <summary>Computes output, loss and gradients for what lies in the batch and target tensors.</summary>
    public void Run() => _replay.Run();

    /// <summary>Runs the forward pass of the last batch once more, eagerly, and shows the output of every node: a replay keeps none of them. Activations count to the node that they are fused to, and random masks are drawn anew.</summary>
    internal void Observe(Action<Node, Tensor> observe)
    {
        using NoGrad quiet = new();
        KeepStatistics(() => Forward(observe));
    }

    private (Tensor Output, Tensor Loss) Forward(Action<Node, Tensor>? observe)
    {
        Tensor output = _storage is null
            ? _fused.Run(Batch, parameter => _leaves[parameter], isTraining: true, observe)
            : RunRounded(_storage, observe);
        return (output, _loss(output, _targets));
    }

    private Tensor RunRounded(RoundToStorage storage, Action<Node, Tensor>? observe)
    {
        Dictionary<Parameter, Tensor> rounded = _leaves.ToDictionary(
            pair => pair.Key,
            pair => pair.Key.IsTrainable ? storage.Apply(pair.Value) : pair.Value);
        return _fused.Run(storage.Apply(Batch), parameter => rounded[parameter], isTraining: true, observe, storage);
    }

    /// <summary>A forward pass moves the running statistics; one that is not part of the training must not.</summary>
    private void KeepStatistics(Action pass)
    {
        (Tensor Value, Tensor Before)[] statistics = [.. _graph.Parameters.Where(p => !p.IsTrainable).Select(p => (_graph.Values[p], _graph.Values[p].Clone()))];
        pass();
        foreach ((Tensor value, Tensor before) in statistics)
        {
            before.Span<float>().CopyTo(value.Span<float>());
        }
    }

    private static Tensor LeafOver(Parameter parameter, Tensor value)
    {
        Tensor leaf = value.Detach();
        leaf.RequiresGrad = parameter.IsTrainable;
        return leaf;
    }
}

/// <summary>A parameter as an optimizer sees it.</summary>
/// <param name="Parameter">The declaration.</param>
/// <param name="Value">The values, to be changed in place.</param>
/// <param name="Gradient">The gradient of the loss with respect to them, of the same shape.</param>
public sealed record ParameterGradient(Parameter Parameter, Tensor Value, Tensor Gradient);
