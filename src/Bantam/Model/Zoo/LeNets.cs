namespace Bantam.Model;

/// <summary>Small convolutional networks in the manner of LeNet: convolution and pooling twice, then dense layers.</summary>
/// <remarks>Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998.</remarks>
public static class LeNets
{
    /// <summary>Convolutions 5×5 with 8 and 16 channels, each with batch normalization, ReLU and pooling, then one dense layer.</summary>
    /// <param name="input">The shape of an image, HWC.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 28×28×1 with 10 outputs: 6,018 parameters.</returns>
    public static Graph LeNet(Shape input, int outputs) => Graph.Create(input, x => x
        .Conv2d(8, 5, padding: Padding.Valid, bias: false).BatchNorm().Relu().MaxPool(2)
        .Conv2d(16, 5, padding: Padding.Valid, bias: false).BatchNorm().Relu().MaxPool(2)
        .Flatten().Dense(outputs));

    /// <summary>The wider network of the pruning literature: 20 and 50 channels, a hidden layer of 500.</summary>
    /// <param name="input">The shape of an image, HWC.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 28×28×1 with 10 outputs: 431,080 parameters and 2,293,000 MACs.</returns>
    public static Graph LeNet5(Shape input, int outputs) => Graph.Create(input, x => x
        .Conv2d(20, 5, padding: Padding.Valid).Relu().MaxPool(2)
        .Conv2d(50, 5, padding: Padding.Valid).Relu().MaxPool(2)
        .Flatten().Dense(500).Relu().Dense(outputs));

    /// <summary>The fully connected companion of LeNet: hidden layers of 300 and 100.</summary>
    /// <param name="input">The shape of a sample.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 784 inputs with 10 outputs: 266,610 parameters.</returns>
    public static Graph LeNet300100(Shape input, int outputs) => Mlps.Mlp(input, [300, 100], outputs);
}
