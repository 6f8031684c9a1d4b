namespace Bantam.Model;

/// <summary>Densely connected networks.</summary>
/// <remarks>Source: Huang et al., "Densely Connected Convolutional Networks", 2017.</remarks>
public static class DenseNets
{
    /// <summary>Dense blocks of 6, 12, 24 and 16 layers.</summary>
    /// <param name="input">The shape of an image, HWC; 224×224×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 224×224×3 with 1000 outputs: 7,978,856 parameters and 2,834,161,664 MACs.</returns>
    public static Graph DenseNet121(Shape input, int outputs) => ForLargeImages(input, outputs, [6, 12, 24, 16]);

    /// <summary>Dense blocks of 6, 12, 32 and 32 layers.</summary>
    /// <param name="input">The shape of an image, HWC; 224×224×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. With 1000 outputs: 14,149,480 parameters.</returns>
    public static Graph DenseNet169(Shape input, int outputs) => ForLargeImages(input, outputs, [6, 12, 32, 32]);

    /// <summary>Dense blocks of 6, 12, 48 and 32 layers.</summary>
    /// <param name="input">The shape of an image, HWC; 224×224×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. With 1000 outputs: 20,013,928 parameters.</returns>
    public static Graph DenseNet201(Shape input, int outputs) => ForLargeImages(input, outputs, [6, 12, 48, 32]);

    /// <summary>The paper's 40 layers for small images: three dense blocks of 12 layers with growth 12, without bottlenecks.</summary>
    /// <param name="input">The shape of an image, HWC; 32×32×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. With 10 outputs: 1,019,722 parameters (1.0 M in the paper).</returns>
    public static Graph DenseNet40(Shape input, int outputs) => Graph.Create(input, x => x
        .Conv2d(16, 3, bias: false)
        .DenseBlock(12, 12, hasBottlenecks: false).Transition(compression: 1)
        .DenseBlock(12, 12, hasBottlenecks: false).Transition(compression: 1)
        .DenseBlock(12, 12, hasBottlenecks: false)
        .BatchNorm().Relu().GlobalAveragePool().Dense(outputs));

    private static Graph ForLargeImages(Shape input, int outputs, int[] blocks) => Graph.Create(input, x =>
    {
        GraphBuilder end = x.NormalizedConv2d(64, 7, new Conv2d { Stride = 2, Padding = Padding.All(3) }).Relu().MaxPool(3, 2, Padding.All(1));
        for (int block = 0; block < blocks.Length; block++)
        {
            end = (block == 0 ? end : end.Transition()).DenseBlock(blocks[block], growth: 32);
        }

        return end.BatchNorm().Relu().GlobalAveragePool().Dense(outputs);
    });
}
