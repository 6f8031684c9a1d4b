namespace Bantam.Model;

/// <summary>Networks whose activations are +1 or −1, made for weights of one bit too.</summary>
/// <remarks>
/// Weights here are real numbers: a quantizer makes them binary. Gradients pass a sign where |x| ≤ 1. Source: Umuroglu et
/// al., "FINN: A Framework for Fast, Scalable Binarized Neural Network Inference", 2017.
/// </remarks>
public static class BinaryNetworks
{
    /// <summary>Three hidden layers of equal width: TFC with 64, SFC with 256, LFC with 1024.</summary>
    /// <param name="input">The shape of a sample, of any rank; 28×28×1 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="width">The width of the hidden layers.</param>
    /// <returns>The network. On 784 values with 10 outputs: 59,008 MACs with width 64, 334,336 with 256, 2,910,208 with 1024.</returns>
    public static Graph FullyConnected(Shape input, int outputs, int width) => Graph.Create(input, x =>
    {
        GraphBuilder end = x.Flatten().Sign(straightThrough: true);
        for (int layer = 0; layer < 3; layer++)
        {
            end = Binary(end.Dense(width, bias: false));
        }

        return end.Dense(outputs, bias: false).BatchNorm();
    });

    /// <summary>CNV: six 3×3 convolutions without padding in pairs of 64, 128 and 256 channels, then two hidden layers of 512.</summary>
    /// <param name="input">The shape of an image, HWC; 32×32×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 32×32×3 with 10 outputs: 59,461,376 MACs.</returns>
    public static Graph Cnv(Shape input, int outputs) => Graph.Create(input, x =>
    {
        GraphBuilder end = x;
        foreach (int channels in (ReadOnlySpan<int>)[64, 128, 256])
        {
            end = channels == 64 ? end : end.MaxPool(2);
            end = Binary(end.Conv2d(channels, 3, padding: Padding.Valid, bias: false));
            end = Binary(end.Conv2d(channels, 3, padding: Padding.Valid, bias: false));
        }

        end = Binary(end.Flatten().Dense(512, bias: false));
        return Binary(end.Dense(512, bias: false)).Dense(outputs, bias: false).BatchNorm();
    });

    private static GraphBuilder Binary(GraphBuilder x) => x.BatchNorm().Sign(straightThrough: true);
}
