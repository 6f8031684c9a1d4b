using Bantam.Costs;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam;

/// <summary>What a <c>fit</c> is to do.</summary>
public sealed record FitOptions
{
    /// <summary>The data set's name.</summary>
    public string Data { get; init; } = "digits";

    /// <summary>The folder with data files; what BANTAM_DATA names where omitted.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The network's name, or the path of a model file, which is then trained further.</summary>
    public string Network { get; init; } = "lenet";

    /// <summary>Opens a model file; <c>.bantam</c> files only where nothing else is given.</summary>
    public Func<string, Graph> LoadNetwork { get; init; } = ModelFile.Load;

    /// <summary>The device that the network has to fit.</summary>
    public Device Device { get; init; } = Devices.CortexM4;

    /// <summary>The bound of the task's metric: a floor for accuracy and AUC, a ceiling for errors. None where omitted.</summary>
    public double? Bound { get; init; }

    /// <summary>Whether the bound is meant as a ceiling (true) or a floor (false), so that a mistake is found; null leaves it to the metric.</summary>
    public bool? BoundIsCeiling { get; init; }

    /// <summary>The flash allowed in bytes; the device's where omitted.</summary>
    public long? FlashBudgetBytes { get; init; }

    /// <summary>The RAM allowed in bytes; the device's where omitted.</summary>
    public long? RamBudgetBytes { get; init; }

    /// <summary>How often every training sample is seen, at least 1; see <see cref="DefaultEpochs"/> where omitted.</summary>
    public int? Epochs { get; init; }

    /// <summary>The step size of the optimizer, Adam, at the start; it falls to 0 along a half cosine.</summary>
    public float LearningRate { get; init; } = 0.005f;

    /// <summary>The seed of every random choice.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Samples of the training set from which the ranges of activations come.</summary>
    public int CalibrationSamples { get; init; } = 512;

    /// <summary>Samples that are compared in the emulator.</summary>
    public int EmulatorSamples { get; init; } = 100;

    /// <summary>The folder for all results, which is made where it is missing.</summary>
    public string OutputFolder { get; init; } = "out";

    /// <summary>Whether to continue a training that was interrupted with the same options.</summary>
    public bool Resume { get; init; }

    /// <summary>The compilers and the emulator.</summary>
    public Toolchain Toolchain { get; init; } = Toolchain.Installed;

    /// <summary>The command line by which the report says how to reproduce it.</summary>
    public string Command { get; init; } = "bantam fit";

    /// <summary>Is told about every step as it happens.</summary>
    public FitObserver Observer { get; init; } = new();

    /// <summary>Interrupts the training after the batch at hand; its state is kept.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Eight epochs, or as many more as make two thousand batches of 64: small data sets need more.</summary>
    /// <param name="samples">The number of training samples, at least 1.</param>
    /// <returns>The number of epochs.</returns>
    public static int DefaultEpochs(int samples) => Math.Max(8, (128_000 + samples - 1) / samples);
}
