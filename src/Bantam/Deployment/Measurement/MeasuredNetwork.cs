namespace Bantam.Deployment;

/// <summary>A network that is ready to be measured: what it computes, and its stages as functions. The seam between clocks and runtimes.</summary>
/// <remarks>The stages work on one batch that this object owns, so that each can be run alone and any number of times.</remarks>
public sealed record MeasuredNetwork
{
    /// <summary>What is computed.</summary>
    public required Workload Workload { get; init; }

    /// <summary>What computes it: <c>bantam</c>, or a peer with its version.</summary>
    public required string Engine { get; init; }

    /// <summary>How good its results are, and on what.</summary>
    public required MeasuredQuality Quality { get; init; }

    /// <summary>The memory that building it and a few runs took.</summary>
    public required PeakMemory Memory { get; init; }

    /// <summary>Runs the kernels on inputs that lie ready. Work that goes on elsewhere is waited for before the clock stops.</summary>
    public required Func<ValueTask> Infer { get; init; }

    /// <summary>Makes real numbers of raw samples; null where there is nothing to do.</summary>
    public Action? Preprocess { get; init; }

    /// <summary>Brings real numbers into the place, the order and the format that the kernels read; null where there is nothing to do.</summary>
    public Action? Convert { get; init; }

    /// <summary>Makes answers of outputs; null where there is nothing to do.</summary>
    public Action? Postprocess { get; init; }

    /// <summary>The real numbers of the batch, for whoever runs the same work in another engine.</summary>
    public ReadOnlyMemory<float> Inputs { get; init; }

    /// <summary>The real numbers that the last run gave, to be compared with those of another engine; null where they cannot be read.</summary>
    public Func<ReadOnlyMemory<float>>? Outputs { get; init; }

    /// <summary>The layers, in the order in which they run; empty where they cannot be told apart.</summary>
    public IReadOnlyList<MeasuredLayer> Layers { get; init; } = [];

    /// <summary>Runs as <see cref="Infer"/> does and calls back with the number of each layer when it is done; null where layers cannot be told apart.</summary>
    public Action<Action<int>>? InferByLayer { get; init; }

    /// <summary>The energy of one inference as far as it can be priced; may be empty.</summary>
    public IReadOnlyList<EnergyFigure> Energy { get; init; } = [];

    /// <summary>One run in a scope.</summary>
    internal async ValueTask RunAsync(MeasurementScope scope)
    {
        if (scope == MeasurementScope.EndToEnd)
        {
            Preprocess?.Invoke();
            Convert?.Invoke();
        }

        await Infer().ConfigureAwait(false);
        if (scope == MeasurementScope.EndToEnd)
        {
            Postprocess?.Invoke();
        }
    }

    /// <summary>Runs all stages but the inference, so that its inputs lie ready.</summary>
    internal void PrepareInputs()
    {
        Preprocess?.Invoke();
        Convert?.Invoke();
    }
}

/// <summary>A layer of a network that is measured.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Op">Its kind.</param>
/// <param name="Macs">Its multiply-accumulates for one sample; 0 where it has none.</param>
public sealed record MeasuredLayer(string Name, string Op, long Macs);
