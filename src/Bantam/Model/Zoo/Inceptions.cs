namespace Bantam.Model;

/// <summary>Networks of inception blocks.</summary>
public static class Inceptions
{
    private static readonly InceptionWidths[] s_before14 = [new(64, 96, 128, 16, 32, 32), new(128, 128, 192, 32, 96, 64)];

    private static readonly InceptionWidths[] s_at14 =
    [
        new(192, 96, 208, 16, 48, 64), new(160, 112, 224, 24, 64, 64), new(128, 128, 256, 24, 64, 64),
        new(112, 144, 288, 32, 64, 64), new(256, 160, 320, 32, 128, 128),
    ];

    private static readonly InceptionWidths[] s_at7 = [new(256, 160, 320, 32, 128, 128), new(384, 192, 384, 48, 128, 128)];

    /// <summary>GoogLeNet without the auxiliary classifiers, which only training uses: nine inception blocks.</summary>
    /// <param name="input">The shape of an image, HWC; 224×224×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 224×224×3 with 1000 outputs: 6,998,552 parameters and 1,582,671,872 MACs.</returns>
    /// <remarks>Source: Szegedy et al., "Going Deeper with Convolutions", 2015.</remarks>
    public static Graph GoogLeNet(Shape input, int outputs) => Graph.Create(input, x =>
    {
        GraphBuilder end = x.Conv2d(64, 7, stride: 2, padding: Padding.All(3)).Relu().MaxPool(3, 2, Padding.Same).LocalResponseNorm()
            .Conv2d(64, 1).Relu().Conv2d(192, 3).Relu().LocalResponseNorm();
        foreach (InceptionWidths[] stage in (ReadOnlySpan<InceptionWidths[]>)[s_before14, s_at14, s_at7])
        {
            end = end.MaxPool(3, 2, Padding.Same);
            foreach (InceptionWidths widths in stage)
            {
                end = end.Inception(widths);
            }
        }

        return end.GlobalAveragePool().Dropout(0.4).Dense(outputs);
    });

    /// <summary>Inception-v3 without the auxiliary classifier: 94 convolutions, 48 layers with weights on the longest path.</summary>
    /// <param name="input">The shape of an image, HWC; 299×299×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 299×299×3 with 1000 outputs: 23,834,568 parameters and 5,713,216,096 MACs.</returns>
    /// <remarks>Source: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2016.</remarks>
    public static Graph InceptionV3(Shape input, int outputs) => Graph.Create(input, x =>
    {
        GraphBuilder end = Halve(x, 32);
        end = Inside(end, 32, 3);
        end = Around(end, 64, 3).MaxPool(3, 2);
        end = Inside(Around(end, 80, 1), 192, 3).MaxPool(3, 2);
        end = Large(Large(Large(end, 32), 64), 64);
        end = ReduceLarge(end);
        foreach (int width in (ReadOnlySpan<int>)[128, 160, 160, 192])
        {
            end = Factored(end, width);
        }

        end = Spread(Spread(ReduceFactored(end)));
        return end.GlobalAveragePool().Dropout().Dense(outputs);
    });

    private static GraphBuilder Large(GraphBuilder x, int poolWidth) => Around(x, 64, 1).Concat(
        -1,
        Around(Around(x, 48, 1), 64, 5),
        Around(Around(Around(x, 64, 1), 96, 3), 96, 3),
        Pooled(x, poolWidth));

    private static GraphBuilder ReduceLarge(GraphBuilder x) => Halve(x, 384).Concat(
        -1,
        Halve(Around(Around(x, 64, 1), 96, 3), 96),
        x.MaxPool(3, 2));

    /// <summary>Windows of 7×7 pixels as pairs of 1×7 and 7×1.</summary>
    private static GraphBuilder Factored(GraphBuilder x, int width)
    {
        GraphBuilder once = Tall(Wide(Around(x, width, 1), width), 192);
        GraphBuilder twice = Wide(Tall(Wide(Tall(Around(x, width, 1), width), width), width), 192);
        return Around(x, 192, 1).Concat(-1, once, twice, Pooled(x, 192));
    }

    private static GraphBuilder ReduceFactored(GraphBuilder x) => Halve(Around(x, 192, 1), 320).Concat(
        -1,
        Halve(Tall(Wide(Around(x, 192, 1), 192), 192), 192),
        x.MaxPool(3, 2));

    /// <summary>Branches that end side by side in a 1×3 and a 3×1 convolution.</summary>
    private static GraphBuilder Spread(GraphBuilder x)
    {
        GraphBuilder three = Around(x, 384, 1);
        GraphBuilder five = Around(Around(x, 448, 1), 384, 3);
        return Around(x, 320, 1).Concat(-1, Both(three), Both(five), Pooled(x, 192));

        static GraphBuilder Both(GraphBuilder y) => Around(y, 384, new Size2d(1, 3)).Concat(-1, Around(y, 384, new Size2d(3, 1)));
    }

    private static GraphBuilder Pooled(GraphBuilder x, int channels) => Around(x.AveragePool(3, 1, Padding.Same), channels, 1);

    private static GraphBuilder Wide(GraphBuilder x, int channels) => Around(x, channels, new Size2d(1, 7));

    private static GraphBuilder Tall(GraphBuilder x, int channels) => Around(x, channels, new Size2d(7, 1));

    private static GraphBuilder Around(GraphBuilder x, int channels, Size2d kernel) => x.NormalizedConv2d(channels, kernel).Relu();

    private static GraphBuilder Inside(GraphBuilder x, int channels, Size2d kernel) => x.NormalizedConv2d(channels, kernel, new Conv2d()).Relu();

    private static GraphBuilder Halve(GraphBuilder x, int channels) => x.NormalizedConv2d(channels, 3, new Conv2d { Stride = 2 }).Relu();
}
