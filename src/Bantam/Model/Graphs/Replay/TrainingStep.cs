namespace Bantam.Model;

/// <summary>One forward and backward pass over a batch, compiled for one graph and one batch size.</summary>
/// <remarks>
/// Made by running the step eagerly once and keeping the calls; every <see cref="Run"/> replays exactly them in one arena,
/// so eager and compiled training give the same bits, and a run allocates nothing. An optimizer then reads the gradients.
/// </remarks>
public sealed class TrainingStep
{
    private readonly CallReplay _replay;

    /// <summary>Compiles a step.</summary>
    /// <param name="graph">The network. Its values are the ones that are read and, for running statistics, written.</param>
    /// <param name="loss">Gives the scalar loss of an output and its targets.</param>
    /// <param name="batch">The tensor into which the caller writes the samples before each run.</param>
    /// <param name="targets">The tensor into which the caller writes the targets before each run.</param>
    public TrainingStep(Graph graph, Func<Tensor, Tensor, Tensor> loss, Tensor batch, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(loss);
        Dictionary<Parameter, Tensor> leaves = graph.Parameters.ToDictionary(p => p, p => LeafOver(p, graph.Values[p]));
        Dictionary<Parameter, Tensor> statistics = graph.Parameters.Where(p => !p.IsTrainable).ToDictionary(p => p, p => graph.Values[p].Clone());
        Tensor? output = null;
        Tensor? scalar = null;
        CallRecording recording = CallRecording.Of(() =>
        {
            output = StepFusion.Apply(graph).Run(batch, parameter => leaves[parameter], isTraining: true);
            scalar = loss(output, targets);
            scalar.Backward();
        });

        // The recorded run moved the running statistics once, on whatever lay in the batch.
        foreach ((Parameter parameter, Tensor value) in statistics)
        {
            value.Span<float>().CopyTo(graph.Values[parameter].Span<float>());
        }

        Parameter[] trained = [.. graph.Parameters.Where(p => p.IsTrainable && leaves[p].Grad is not null)];
        _replay = CallReplay.Of(recording, [output!, scalar!, .. trained.Select(p => leaves[p].Grad!)]);
        Output = _replay.Locate(output!);
        Loss = _replay.Locate(scalar!);
        Gradients = [.. trained.Select(p => new ParameterGradient(p, graph.Values[p], _replay.Locate(leaves[p].Grad!)))];
    }

    /// <summary>The output for the last batch.</summary>
    public Tensor Output { get; }

    /// <summary>The loss of the last batch: a scalar.</summary>
    public Tensor Loss { get; }

    /// <summary>Every trainable parameter with its values and its gradient for the last batch.</summary>
    public IReadOnlyList<ParameterGradient> Gradients { get; }

    /// <summary>The memory of all intermediate values and gradients, in bytes.</summary>
    public long ArenaBytes => _replay.ArenaElements * sizeof(float);

    /// <summary>Computes output, loss and gradients for what lies in the batch and target tensors.</summary>
    public void Run() => _replay.Run();

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
