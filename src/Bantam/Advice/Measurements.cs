using Bantam.Compression;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Advice;

/// <summary>What rules measure on data: each thing once, and only if a rule asks for it.</summary>
internal sealed class Measurements
{
    private const int MostSamples = 512;
    private const int BatchSize = 64;

    private readonly Graph _graph;
    private readonly Dataset _training;
    private readonly Dataset _validation;
    private readonly Lazy<IReadOnlyList<MeasuredRange>> _ranges;
    private readonly Lazy<QuantizationLoss> _loss;
    private readonly Lazy<(double, double)?> _losses;

    public Measurements(LintSubject subject, DataSplits data)
    {
        _graph = subject.Graph;
        _training = data.Calibration(MostSamples, subject.Options.Seed);
        _validation = data.Validation.Count > 0 ? data.Validation.Take(MostSamples) : _training;
        _ranges = new(() => MeasuredRange.Of(_graph, BatchesOf(_validation)));
        _loss = new(MeasureQuantization);
        _losses = new(MeasureLosses);
    }

    /// <summary>What the activations that are quantized were on validation samples.</summary>
    public IReadOnlyList<MeasuredRange> Ranges => _ranges.Value;

    /// <summary>The metric before and after plain int8 quantization.</summary>
    public QuantizationLoss QuantizationLoss => _loss.Value;

    /// <summary>The cross-entropy on training and on validation samples; null where there are no classes or no validation samples.</summary>
    public (double Training, double Validation)? Losses => _losses.Value;

    private QuantizationLoss MeasureQuantization()
    {
        Graph prepared = InferencePasses.Apply(_graph);
        Graph quantized = new PostTrainingQuantization(BatchesOf(_training)).Apply(prepared);
        return new QuantizationLoss(_validation.Task.Metric, Evaluation.Score(_graph, _validation), Evaluation.Score(quantized, _validation), _validation.Count);
    }

    private (double, double)? MeasureLosses() =>
        _training.Task is LearningTask.Classification && _validation != _training ? (CrossEntropy(_training), CrossEntropy(_validation)) : null;

    private double CrossEntropy(Dataset data)
    {
        float[] outputs = Evaluation.Outputs(_graph, data);
        int classes = outputs.Length / Math.Max(data.Count, 1);
        bool areProbabilities = _graph.Output.Unquantized is Node { Op: Softmax };
        double sum = 0;
        for (int i = 0; i < data.Count; i++)
        {
            ReadOnlySpan<float> scores = outputs.AsSpan(i * classes, classes);
            sum += areProbabilities ? -Math.Log(Math.Max(scores[data.Label(i)], 1e-9)) : LogSum(scores) - scores[data.Label(i)];
        }

        return sum / Math.Max(data.Count, 1);
    }

    private static double LogSum(ReadOnlySpan<float> scores)
    {
        double largest = double.NegativeInfinity;
        foreach (float score in scores)
        {
            largest = Math.Max(largest, score);
        }

        double sum = 0;
        foreach (float score in scores)
        {
            sum += Math.Exp(score - largest);
        }

        return largest + Math.Log(sum);
    }

    private static Tensor[] BatchesOf(Dataset data)
    {
        BatchLoader loader = BatchLoader.InOrder(data, BatchSize);
        return [.. Enumerable.Range(0, loader.BatchesPerEpoch).Select(batch => loader.Load(epoch: 0, batch).Inputs.Clone())];
    }
}

/// <summary>The metric of a network before and after plain int8 quantization.</summary>
internal sealed record QuantizationLoss(Metric Metric, double Float, double Int8, int Samples);
