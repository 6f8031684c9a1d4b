namespace Bantam.Model;

/// <summary>Networks of depthwise separable convolutions for spoken keywords.</summary>
/// <remarks>Source: Zhang et al., "Hello Edge: Keyword Spotting on Microcontrollers", 2017.</remarks>
public static class KeywordNetworks
{
    /// <summary>DS-CNN S: four blocks of 64 channels.</summary>
    /// <param name="input">The shape of a spectrogram, HWC; 49×10×1 for keywords.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 49×10×1 with 12 outputs: 2,656,768 MACs.</returns>
    public static Graph DsCnnSmall(Shape input, int outputs) => DsCnn(input, outputs, channels: 64, [new(2, 2), 1, 1, 1, 1]);

    /// <summary>DS-CNN M: four blocks of 172 channels, the first of which halves the spectrogram.</summary>
    /// <param name="input">The shape of a spectrogram, HWC; 49×10×1 for keywords.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 49×10×1 with 12 outputs: 9.8 M MACs (19.8 M operations in the paper).</returns>
    public static Graph DsCnnMedium(Shape input, int outputs) => DsCnn(input, outputs, channels: 172, [new(2, 1), 2, 1, 1, 1]);

    /// <summary>DS-CNN L: five blocks of 276 channels, the first of which halves the spectrogram.</summary>
    /// <param name="input">The shape of a spectrogram, HWC; 49×10×1 for keywords.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 49×10×1 with 12 outputs: 28.3 M MACs (56.9 M operations in the paper).</returns>
    public static Graph DsCnnLarge(Shape input, int outputs) => DsCnn(input, outputs, channels: 276, [new(2, 1), 2, 1, 1, 1, 1]);

    private static Graph DsCnn(Shape input, int outputs, int channels, Size2d[] strides) => Graph.Create(input, x =>
    {
        GraphBuilder end = x.Conv2d(channels, new Size2d(10, 4), strides[0], bias: false).BatchNorm().Relu();
        foreach (Size2d stride in strides.AsSpan(1))
        {
            end = end.DepthwiseSeparable(channels, stride);
        }

        return end.GlobalAveragePool().Dense(outputs);
    });
}
