using Bantam.Model;

namespace Bantam.Training;

/// <summary>How the outputs of each node are distributed over the last batch: whether signals die out, saturate or drift on their way.</summary>
/// <remarks>Take one after each epoch to follow a training, with <see cref="GradientFlow"/> for the way back. Source: notes, lines 1866-1881 and 1970-1983.</remarks>
/// <param name="Nodes">One entry for each node, in order.</param>
public sealed record ActivationFlow(IReadOnlyList<ActivationDistribution> Nodes)
{
    /// <summary>Measures the outputs of a step's last batch, as in training: batch normalization uses the statistics of the batch.</summary>
    /// <param name="step">The step, after a run.</param>
    /// <returns>The distributions. An activation that the step has fused counts to the node before it.</returns>
    /// <remarks>Runs the forward pass once more; values and running statistics stay as they are, and random masks are drawn anew.</remarks>
    public static ActivationFlow Of(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        List<ActivationDistribution> nodes = [];
        step.Observe((node, output) => nodes.Add(ActivationDistribution.Of(node.Name, output)));
        return new ActivationFlow(nodes);
    }
}

/// <summary>The outputs of one node in numbers, over all samples and units.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Their standard deviation, √(Σ(y − mean)²/n).</param>
/// <param name="Low">The 5th percentile: the smallest value that at least 5 % of all are not above.</param>
/// <param name="Median">The 50th percentile.</param>
/// <param name="High">The 95th percentile.</param>
public sealed record ActivationDistribution(string Node, double Mean, double StandardDeviation, float Low, float Median, float High)
{
    internal static ActivationDistribution Of(string node, Tensor output)
    {
        float[] values = output.ToArray<float>();
        double mean = values.Average(value => (double)value);
        double variance = values.Average(value => (value - mean) * (value - mean));
        Array.Sort(values);
        return new ActivationDistribution(node, mean, Math.Sqrt(variance), At(0.05), At(0.5), At(0.95));

        float At(double part) => values[Math.Max((int)Math.Ceiling(part * values.Length) - 1, 0)];
    }
}
