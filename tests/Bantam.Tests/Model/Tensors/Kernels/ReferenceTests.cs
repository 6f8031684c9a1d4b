using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>The references themselves, on examples small enough to work out by hand.</summary>
public sealed class ReferenceTests
{
    private static readonly WindowGeometry s_threeByThree = new()
    {
        Batch = 1,
        InputHeight = 3,
        InputWidth = 3,
        InputChannels = 1,
        OutputHeight = 2,
        OutputWidth = 2,
        OutputChannels = 1,
        KernelHeight = 2,
        KernelWidth = 2,
        StrideHeight = 1,
        StrideWidth = 1,
        PadTop = 0,
        PadLeft = 0,
    };

    private static readonly double[] s_oneToNine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Fact]
    public void A_convolution_slides_its_window_without_flipping_it()
    {
        double[] y = new double[4];
        ConvolutionReference.Forward(in s_threeByThree, s_oneToNine, [1, 0, 0, -1], [1], y, double.NegativeInfinity, double.PositiveInfinity);
        Assert.Equal([-3, -3, -3, -3], y);
        DepthwiseReference.Forward(in s_threeByThree, s_oneToNine, [1, 0, 0, -1], [], y, -3.5, 0);
        Assert.Equal([-3.5, -3.5, -3.5, -3.5], y);
    }

    [Fact]
    public void Its_gradients_are_those_of_a_linear_map()
    {
        double[] dx = new double[9];
        double[] dw = new double[4];
        ConvolutionReference.InputGradient<double>(in s_threeByThree, [1, 0, 0, 2], [1, 2, 3, 4], dx);
        ConvolutionReference.WeightGradient<double>(in s_threeByThree, s_oneToNine, [1, 0, 0, 2], dw);
        Assert.Equal([1, 2, 0, 3, 6, 4, 0, 6, 8], dx);
        Assert.Equal([11, 14, 20, 23], dw);
    }

    [Fact]
    public void Batch_normalization_centers_and_scales()
    {
        double[] moments = new double[2];
        double[] y = new double[4];
        double[] sums = new double[2];
        double[] dx = new double[4];
        double[] x = [1, 3, 1, 3];
        BatchNormReference.Moments<double>(x, moments);
        Assert.Equal([2, 1], moments);
        BatchNormReference.Normalize(x, [2], [5], moments, 0, y);
        Assert.Equal([3, 7, 3, 7], y);
        BatchNormReference.GradientSums(x, moments, [1, 0, 0, 0], 0, sums);
        Assert.Equal([-1, 1], sums);
        BatchNormReference.InputGradient(x, [2], moments, sums, [1, 0, 0, 0], (0, 4), dx);
        Assert.Equal([1, 0, -1, 0], dx);
    }
}
