using Bantam.Compression;
using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>Makes networks of small integers.</summary>
public static class Quantize
{
    private const int BatchSize = 64;

    /// <summary>Quantizes a trained network to int8 without training it further: weights per channel, activations by percentile.</summary>
    /// <param name="graph">The trained network; batch normalizations are folded and activations fused first.</param>
    /// <param name="calibration">Some hundred samples of the training data, from which ranges of activations come.</param>
    /// <returns>The network with its quantization, ready to be compiled.</returns>
    /// <exception cref="InvalidOperationException">There are no samples, or an activation is not finite on them.</exception>
    /// <remarks>The accuracy usually drops by less than a point; measure it. Source: notes, line 3346.</remarks>
    public static Graph PostTraining(Graph graph, Dataset calibration) =>
        new PostTrainingQuantization(BatchesOf(calibration)).Apply(InferencePasses.Apply(graph));

    /// <summary>The inputs of a data set as batches.</summary>
    internal static IReadOnlyList<Tensor> BatchesOf(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        BatchLoader loader = BatchLoader.InOrder(data.For(DataUse.Fitting), BatchSize);
        return [.. Enumerable.Range(0, loader.BatchesPerEpoch).Select(batch => loader.Load(epoch: 0, batch).Inputs.Clone())];
    }
}
