namespace Bantam.Model;

/// <summary>The networks of 2012 to 2014 that made deep convolution known: features by convolution, then large dense layers.</summary>
public static class ClassicNetworks
{
    /// <summary>AlexNet: five convolutions and three dense layers.</summary>
    /// <param name="input">The shape of an image, HWC; 227×227×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="groups">The groups of the second, fourth and fifth convolution: 2 as in the paper (two towers), or 1.</param>
    /// <returns>The network. On 227×227×3 with 1000 outputs: 60,965,224 parameters and 724,406,816 MACs; in one tower 62,378,344 and 1,135,256,096.</returns>
    /// <remarks>Source: Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks", 2012; notes, lines 837-851.</remarks>
    public static Graph AlexNet(Shape input, int outputs, int groups = 2) => Graph.Create(input, x => x
        .Conv2d(96, 11, stride: 4, padding: Padding.Valid).Relu().LocalResponseNorm().MaxPool(3, 2)
        .Conv2d(256, 5, new Conv2d { Groups = groups, Padding = Padding.All(2) }).Relu().LocalResponseNorm().MaxPool(3, 2)
        .Conv2d(384, 3, padding: Padding.All(1)).Relu()
        .Conv2d(384, 3, new Conv2d { Groups = groups, Padding = Padding.All(1) }).Relu()
        .Conv2d(256, 3, new Conv2d { Groups = groups, Padding = Padding.All(1) }).Relu().MaxPool(3, 2)
        .Flatten()
        .Dense(4096).Relu().Dropout()
        .Dense(4096).Relu().Dropout()
        .Dense(outputs));

    /// <summary>VGG16: thirteen 3×3 convolutions and three dense layers.</summary>
    /// <param name="input">The shape of an image, HWC; 224×224×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 224×224×3 with 1000 outputs: 138,357,544 parameters and 15,470,264,320 MACs.</returns>
    /// <remarks>Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2015.</remarks>
    public static Graph Vgg16(Shape input, int outputs) => Graph.Create(input, x =>
    {
        GraphBuilder end = x;
        foreach ((int channels, int convolutions) in (ReadOnlySpan<(int, int)>)[(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)])
        {
            for (int i = 0; i < convolutions; i++)
            {
                end = end.Conv2d(channels, 3, padding: Padding.All(1)).Relu();
            }

            end = end.MaxPool(2);
        }

        return end.Flatten().Dense(4096).Relu().Dropout().Dense(4096).Relu().Dropout().Dense(outputs);
    });
}
