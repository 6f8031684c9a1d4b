using Bantam.Model;

namespace Bantam.Training;

/// <summary>Measures how good a network is on data.</summary>
public static class Evaluation
{
    private const int BatchSize = 128;

    /// <summary>The metric of a network on a data set.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="data">The data set.</param>
    /// <param name="metric">The metric; that of the task where omitted.</param>
    /// <returns>The value, in the unit of the metric.</returns>
    public static double Score(Graph graph, Dataset data, Metric? metric = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Score(Outputs(graph, data), data, metric);
    }

    /// <summary>The metric of outputs that any runtime computed for a data set.</summary>
    /// <param name="outputs">The outputs of all samples, in their order.</param>
    /// <param name="data">The data set.</param>
    /// <param name="metric">The metric; that of the task where omitted.</param>
    /// <returns>The value, in the unit of the metric.</returns>
    public static double Score(ReadOnlySpan<float> outputs, Dataset data, Metric? metric = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ReadOnlySpan<float> predictions = data.Task is LearningTask.AnomalyDetection ? ReconstructionErrors(outputs, data) : outputs;
        return Metrics.Score(metric ?? data.Task.Metric, data, predictions);
    }

    /// <summary>The outputs of a network for all samples of a data set.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="data">The data set.</param>
    /// <returns>The outputs, sample after sample.</returns>
    public static float[] Outputs(Graph graph, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(data);
        float[] outputs = new float[checked(data.Count * graph.Output.SampleShape.Count)];
        BatchLoader loader = BatchLoader.InOrder(data, BatchSize);
        InferenceStep? step = null;
        int written = 0;
        for (int b = 0; b < loader.BatchesPerEpoch; b++)
        {
            Batch batch = loader.Load(epoch: 0, b);
            if (step is null || step.Batch.Shape != batch.Inputs.Shape)
            {
                step = new InferenceStep(graph, batch.Count);
            }

            batch.Inputs.Span<float>().CopyTo(step.Batch.Span<float>());
            step.Run();
            step.Output.Span<float>().CopyTo(outputs.AsSpan(written));
            written += step.Output.Count;
        }

        return outputs;
    }

    /// <summary>For each sample the mean squared distance between it and what the network rebuilt: the anomaly score.</summary>
    private static float[] ReconstructionErrors(ReadOnlySpan<float> outputs, Dataset data)
    {
        int length = data.InputShape.Count;
        if (outputs.Length != data.Count * length)
        {
            throw new ArgumentException($"Anomaly detection compares each sample with its reconstruction of {length} values, but the network gives {outputs.Length / Math.Max(data.Count, 1)}. Use an autoencoder.");
        }

        float[] input = new float[length];
        float[] errors = new float[data.Count];
        for (int i = 0; i < errors.Length; i++)
        {
            data.CopyInput(i, input);
            double sum = 0;
            for (int j = 0; j < length; j++)
            {
                double error = outputs[(i * length) + j] - input[j];
                sum += error * error;
            }

            errors[i] = (float)(sum / length);
        }

        return errors;
    }
}
