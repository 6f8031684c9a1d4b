namespace Bantam.Model;

/// <summary>The reference networks of MLPerf Tiny, whose convolutions have biases beside their normalization, but for those of the wake word.</summary>
/// <remarks>Source: Banbury et al., "MLPerf Tiny Benchmark", 2021; the streaming wake word came with version 1.3.</remarks>
public static class MlperfTinyNetworks
{
    /// <summary>Keyword spotting: a DS-CNN of four blocks of 64 channels.</summary>
    /// <param name="input">The shape of a spectrogram, HWC; 49×10×1 in the benchmark.</param>
    /// <param name="outputs">The number of outputs; 12 in the benchmark.</param>
    /// <returns>The network: 23,756 parameters (24,908 with running statistics) and 2,656,768 MACs.</returns>
    public static Graph KeywordSpotting(Shape input, int outputs) => Graph.Create(input, x =>
    {
        GraphBuilder end = x.Conv2d(64, new Size2d(10, 4), stride: 2).BatchNorm().Relu().Dropout(0.2);
        for (int block = 0; block < 4; block++)
        {
            end = end.DepthwiseSeparable(64, bias: true);
        }

        return end.Dropout(0.4).GlobalAveragePool().Dense(outputs);
    });

    /// <summary>Visual wake words: MobileNet V1 at a quarter of its width.</summary>
    /// <param name="input">The shape of an image, HWC; 96×96×3 in the benchmark.</param>
    /// <param name="outputs">The number of outputs; 2 in the benchmark.</param>
    /// <returns>The network: 216,322 parameters (221,794 with running statistics) and 7,489,664 MACs.</returns>
    public static Graph VisualWakeWords(Shape input, int outputs) => MobileNets.V1(input, outputs, 0.25, bias: true);

    /// <summary>Anomaly detection: an autoencoder of nine hidden layers, the middle one of 8.</summary>
    /// <param name="input">The shape of a sample, of any rank; 640 values in the benchmark.</param>
    /// <returns>The network: 267,928 parameters (269,992 with running statistics) and 264,192 MACs.</returns>
    public static Graph AnomalyDetection(Shape input) => Graph.Create(input, x =>
    {
        GraphBuilder end = x.Flatten();
        foreach (int width in (ReadOnlySpan<int>)[128, 128, 128, 128, 8, 128, 128, 128, 128])
        {
            end = end.Dense(width).BatchNorm().Relu();
        }

        return end.Dense(input.Count);
    });

    /// <summary>The streaming wake word: four convolutions in time, each depthwise over 3, 5, 10 and 15 frames and then pointwise, which together use up 30 frames.</summary>
    /// <param name="input">The shape of a spectrogram as frames × 1 × bands; 30×1×40 in the benchmark.</param>
    /// <param name="outputs">The number of outputs; 3 in the benchmark: wake word, silence, anything else.</param>
    /// <returns>The network: 46,875 parameters (47,707 with running statistics), of which 46,040 are weights, and 826,368 MACs.</returns>
    /// <exception cref="ShapeException">There are fewer than 30 frames.</exception>
    public static Graph StreamingWakeWord(Shape input, int outputs) => Graph.Create(input, x =>
    {
        GraphBuilder end = x;
        foreach ((int frames, int channels) in (ReadOnlySpan<(int, int)>)[(3, 128), (5, 128), (10, 128), (15, 32)])
        {
            end = end.DepthwiseConv2d(new Size2d(frames, 1), padding: Padding.Valid, bias: false).Conv2d(channels, 1, bias: false).BatchNorm().Relu().Dropout(0.2);
        }

        return end.Flatten().Dense(outputs);
    });

    /// <summary>Image classification: three residual blocks, see <see cref="ResNets.ResNet8"/>.</summary>
    /// <param name="input">The shape of an image, HWC; 32×32×3 in the benchmark.</param>
    /// <param name="outputs">The number of outputs; 10 in the benchmark.</param>
    /// <returns>The network: 78,186 parameters (78,666 with running statistics) and 12,501,632 MACs.</returns>
    public static Graph ImageClassification(Shape input, int outputs) => ResNets.ResNet8(input, outputs);
}
