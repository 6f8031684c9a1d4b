using Bantam.Model;

namespace Bantam.Training;

/// <summary>All that a training must remember to go on: what a checkpoint holds.</summary>
internal sealed class TrainingState
{
    private TrainingState(Graph graph, Dataset data, TrainingOptions options)
    {
        Graph = graph;
        Best = Copy(graph);
        Optimizer = new OptimizerState(options.Optimizer);
        Fingerprint = TrainingFingerprint.Of(graph, data, options);
        Scaler = new LossScaler(options.LossScaling);
        Epochs = options.Epochs;
        AccumulationSteps = options.AccumulationSteps;
        BatchesPerEpoch = BatchLoader.InOrder(data, options.BatchSize).BatchesPerEpoch;
    }

    /// <summary>The network in training: its values change in place.</summary>
    public Graph Graph { get; }

    /// <summary>The values of the best epoch so far.</summary>
    public Dictionary<Parameter, Tensor> Best { get; }

    /// <summary>The network with the values of the best epoch so far.</summary>
    public Graph BestGraph => Graph.With(Graph.Values.With(Best));

    public OptimizerState Optimizer { get; }

    public LossScaler Scaler { get; }

    /// <summary>What must be equal for a checkpoint to fit: data, structure and options.</summary>
    public TrainingFingerprint Fingerprint { get; }

    public int Epochs { get; }

    public int BatchesPerEpoch { get; }

    public int AccumulationSteps { get; }

    /// <summary>The epoch at hand, from 0.</summary>
    public int Epoch { get; set; }

    /// <summary>The next batch of it, from 0.</summary>
    public int Batch { get; set; }

    /// <summary>The sum of the losses of its samples so far.</summary>
    public double LossSum { get; set; }

    public List<EpochResult> History { get; } = [];

    public int BestEpoch { get; set; }

    public double? BestScore { get; set; }

    /// <summary>The state before the first batch, or that of the checkpoint.</summary>
    public static TrainingState Begin(Graph graph, Dataset data, TrainingOptions options)
    {
        Graph own = graph.With(graph.Values.With(Copy(graph)));
        TrainingState state = new(own, data, options);
        if (options is { Resume: true, CheckpointPath: { } path } && File.Exists(path))
        {
            Checkpoint.Load(state, path);
        }

        return state;
    }

    /// <summary>Notes the result of an epoch and keeps its values if they are the best so far.</summary>
    public void FinishEpoch(EpochResult result, Metric metric)
    {
        History.Add(result);
        Epoch++;
        Batch = 0;
        LossSum = 0;
        if (result.Score is null || BestScore is null || metric.IsBetter(result.Score.Value, BestScore.Value))
        {
            BestScore = result.Score;
            BestEpoch = result.Epoch;
            foreach ((Parameter parameter, Tensor value) in Best)
            {
                Graph.Values[parameter].Span<float>().CopyTo(value.Span<float>());
            }
        }
    }

    private static Dictionary<Parameter, Tensor> Copy(Graph graph) => graph.Parameters.ToDictionary(p => p, p => graph.Values[p].Clone());
}
