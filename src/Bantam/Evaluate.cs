using Bantam.Deployment;
using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>What a network scores on data.</summary>
/// <param name="Metric">The metric of the task.</param>
/// <param name="Score">Its value, in the unit of the metric.</param>
/// <param name="Loss">The mean cross-entropy in nats for classes, the mean squared error otherwise.</param>
/// <param name="Samples">The number of samples.</param>
/// <param name="IsInteger">Whether the plan's integers were scored; otherwise floating point.</param>
/// <param name="Remark">Why a quantized network was scored in floating point although a plan was to be expected; null where it was not.</param>
public sealed record EvaluationReport(Metric Metric, double Score, double Loss, int Samples, bool IsInteger, string? Remark);

/// <summary>Scores networks on data: quantized ones by the integers of their plan, others in floating point.</summary>
public static class Evaluate
{
    // Probabilities that a network computed may be 0, whose logarithm would make the mean infinite.
    private const double LeastProbability = 1e-7;

    /// <summary>Scores a network.</summary>
    /// <param name="graph">The network. One that fakes quantization is lowered, and its plan is what is scored.</param>
    /// <param name="data">The samples, in the shape of the network's input.</param>
    /// <param name="rounding">How the plan rounds.</param>
    /// <returns>The metric of the task, and the loss.</returns>
    /// <exception cref="ShapeException">The samples do not have the shape of the input, or the network does not have an output for each class.</exception>
    public static EvaluationReport Of(Graph graph, Dataset data, RoundingProfile rounding = RoundingProfile.Tflm)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(data);
        RequireFit(graph, data);
        (float[] outputs, bool isInteger, string? remark) = Outputs(graph, data, rounding);
        return new EvaluationReport(data.Task.Metric, Evaluation.Score(outputs, data), Loss(graph, outputs, data), data.Count, isInteger, remark);
    }

    private static (float[] Outputs, bool IsInteger, string? Remark) Outputs(Graph graph, Dataset data, RoundingProfile rounding)
    {
        if (!graph.Nodes.Any(node => node.Op is FakeQuantize))
        {
            return (Evaluation.Outputs(graph, data), false, null);
        }

        Plan plan;
        try
        {
            plan = Lowering.Lower(graph, rounding);
        }
        catch (UnsupportedException reason)
        {
            return (Evaluation.Outputs(graph, data), false, $"The quantization was simulated in floating point, because the network has no plan: {reason.Message}");
        }

        return (PlanEvaluation.RealOutputs(plan, data), true, null);
    }

    private static void RequireFit(Graph graph, Dataset data)
    {
        if (graph.Inputs.Count > 1)
        {
            throw new UnsupportedException($"The network has {graph.Inputs.Count} inputs ({string.Join(", ", graph.Inputs.Select(input => input.Name))}), but a data set feeds one. Run it on tensors instead.");
        }

        int outputs = data.Task.OutputsFor(data.InputShape);
        if (graph.Input.SampleShape != data.InputShape || graph.Output.SampleShape.Count != outputs)
        {
            throw new ShapeException($"The network turns {graph.Input.SampleShape} into {graph.Output.SampleShape}, but the data '{data.Name}' has samples {data.InputShape} and needs {outputs} outputs. Choose other data, or another preprocessing.");
        }
    }

    private static double Loss(Graph graph, float[] outputs, Dataset data) => data.Task switch
    {
        LearningTask.Classification(int classes) => CrossEntropy(EndOf(graph), outputs, data, classes),
        LearningTask.Regression => Math.Pow(Metrics.Score(Metric.Rmse, data, outputs), 2),
        _ => ReconstructionError(outputs, data),
    };

    /// <summary>The op that gives the outputs their meaning; quantization and shape do not change it.</summary>
    private static Op? EndOf(Graph graph)
    {
        Value end = graph.Output;
        while (end is Node { Op: FakeQuantize or Flatten or Reshape or Squeeze } node)
        {
            end = node.Inputs[0];
        }

        return (end as Node)?.Op;
    }

    private static double CrossEntropy(Op? end, float[] outputs, Dataset data, int classes)
    {
        double sum = 0;
        for (int i = 0; i < data.Count; i++)
        {
            ReadOnlySpan<float> row = outputs.AsSpan(i * classes, classes);
            float right = row[data.Label(i)];
            sum += end switch
            {
                Softmax => -Math.Log(Math.Max(right, LeastProbability)),
                LogSoftmax => -right,
                _ => LogSumExp(row) - right,
            };
        }

        return sum / Math.Max(data.Count, 1);
    }

    private static double LogSumExp(ReadOnlySpan<float> row)
    {
        double maximum = float.NegativeInfinity;
        foreach (float value in row)
        {
            maximum = Math.Max(maximum, value);
        }

        double sum = 0;
        foreach (float value in row)
        {
            sum += Math.Exp(value - maximum);
        }

        return maximum + Math.Log(sum);
    }

    private static double ReconstructionError(float[] outputs, Dataset data)
    {
        float[] input = new float[data.InputShape.Count];
        double sum = 0;
        for (int i = 0; i < data.Count; i++)
        {
            data.CopyInput(i, input);
            for (int j = 0; j < input.Length; j++)
            {
                double error = outputs[(i * input.Length) + j] - input[j];
                sum += error * error;
            }
        }

        return sum / Math.Max((long)data.Count * input.Length, 1);
    }
}
