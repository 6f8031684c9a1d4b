using Bantam.Model;

namespace Bantam.Training;

/// <summary>The place where a step first came to a number that is NaN or infinite.</summary>
/// <param name="Name">The name of the input, parameter or node; "loss" for the loss.</param>
/// <param name="What">What is not finite there.</param>
public sealed record NonFiniteSource(string Name, NonFiniteKind What)
{
    /// <summary>Looks for it in the order of a step: samples, parameters, outputs from the first node to the last, loss, and gradients from the last parameter to the first.</summary>
    /// <remarks>Runs the forward pass of the last batch once more, so it costs a step; values and running statistics stay as they are.</remarks>
    /// <param name="step">The step, after a run and before an optimizer moved the values.</param>
    /// <returns>The place; null where everything is finite.</returns>
    public static NonFiniteSource? Find(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return InValues(step.Batch, step.Gradients.Select(p => (p.Parameter, p.Value)))
            ?? InOutputs(step.Observe)
            ?? (IsFinite(step.Loss) ? null : new NonFiniteSource("loss", NonFiniteKind.Loss))
            ?? InGradients(step);
    }

    /// <summary>Looks for it in the order of a network at work, as at inference: samples, parameters, outputs from the first node to the last.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="batch">The samples.</param>
    /// <returns>The place; null where everything is finite.</returns>
    public static NonFiniteSource? Find(Graph graph, Tensor batch)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(batch);
        using NoGrad quiet = new();
        return InValues(batch, graph.Parameters.Select(p => (p, graph.Values[p])))
            ?? InOutputs(observe => graph.Run(batch, p => graph.Values[p], isTraining: false, observe));
    }

    /// <summary>The place in words.</summary>
    /// <returns>For example <c>the output of 'conv1'</c>.</returns>
    public override string ToString() => What switch
    {
        NonFiniteKind.Samples => "the samples",
        NonFiniteKind.Value => $"the values of '{Name}'",
        NonFiniteKind.Output => $"the output of '{Name}'",
        NonFiniteKind.Loss => "the loss",
        _ => $"the gradient of '{Name}'",
    };

    private static NonFiniteSource? InValues(Tensor batch, IEnumerable<(Parameter Parameter, Tensor Value)> values)
    {
        if (!IsFinite(batch))
        {
            return new NonFiniteSource("input", NonFiniteKind.Samples);
        }

        return values.FirstOrDefault(p => !IsFinite(p.Value)) is { Parameter: { } broken }
            ? new NonFiniteSource(broken.Name, NonFiniteKind.Value)
            : null;
    }

    private static NonFiniteSource? InOutputs(Action<Action<Node, Tensor>> run)
    {
        NonFiniteSource? first = null;
        run((node, output) =>
        {
            if (first is null && !IsFinite(output))
            {
                first = new NonFiniteSource(node.Name, NonFiniteKind.Output);
            }
        });
        return first;
    }

    private static NonFiniteSource? InGradients(TrainingStep step) =>
        step.Gradients.LastOrDefault(p => !IsFinite(p.Gradient)) is { } broken
            ? new NonFiniteSource(broken.Parameter.Name, NonFiniteKind.Gradient)
            : null;

    private static bool IsFinite(Tensor tensor) => GradientArithmetic.IsFinite(tensor.Contiguous().Span<float>());
}

/// <summary>What can cease to be a finite number.</summary>
public enum NonFiniteKind
{
    /// <summary>The samples of the batch.</summary>
    Samples,

    /// <summary>The values of a parameter.</summary>
    Value,

    /// <summary>The output of a node.</summary>
    Output,

    /// <summary>The loss.</summary>
    Loss,

    /// <summary>The gradient of a parameter.</summary>
    Gradient,
}
