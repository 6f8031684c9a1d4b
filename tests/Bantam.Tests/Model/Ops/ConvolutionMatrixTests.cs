using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class ConvolutionMatrixTests
{
    [Fact]
    [Trait("Ledger", "S163")]
    public void Three_channels_of_5_by_5_under_3_by_3_with_stride_2_give_27_by_4()
    {
        Tensor image = SampleTensors.Uniform([1, 5, 5, 3]);
        Tensor matrix = ConvolutionMatrix.Of(new Conv2d { Stride = 2 }, image, [8, 3, 3, 3]);

        Assert.Equal(new Shape(27, 4), matrix.Shape);

        // The last window begins in row and column 2; its element (row 1, column 2, channel 0) is number (1·3 + 2)·3.
        Assert.Equal(image.Span<float>()[((3 * 5) + 4) * 3], matrix.Span<float>()[(15 * 4) + 3]);
    }

    [Theory]
    [Trait("Ledger", "S163")]
    [InlineData(5, 5, 3, 3, 2, 1, false)]
    [InlineData(7, 4, 2, 3, 1, 1, true)]
    [InlineData(9, 8, 1, 5, 2, 1, true)]
    [InlineData(8, 9, 4, 3, 1, 2, true)]
    [InlineData(6, 6, 5, 1, 3, 1, false)]
    public void Weights_times_the_matrix_are_the_convolution(int height, int width, int channels, int kernel, int stride, int dilation, bool same)
    {
        Conv2d convolution = new() { Stride = stride, Dilation = dilation, Padding = same ? Padding.Same : Padding.Valid };
        Tensor image = SampleTensors.Uniform([1, height, width, channels]);
        Tensor weight = SampleTensors.Uniform([4, kernel, kernel, channels], seed: 2);
        Tensor expected = convolution.Apply(image, weight);
        Tensor matrix = ConvolutionMatrix.Of(convolution, image, weight.Shape);
        int pixels = matrix.Shape[1];

        Assert.Equal(expected.Count, 4 * pixels);
        for (int i = 0; i < expected.Count; i++)
        {
            float sum = 0;
            for (int k = 0; k < matrix.Shape[0]; k++)
            {
                sum += weight.Span<float>()[(i % 4 * matrix.Shape[0]) + k] * matrix.Span<float>()[(k * pixels) + (i / 4)];
            }

            Assert.Equal(expected.Span<float>()[i], sum, 1e-5f);
        }
    }

    [Fact]
    public void Batches_and_groups_are_refused()
    {
        Assert.Throws<ShapeException>(() => ConvolutionMatrix.Of(new Conv2d(), Tensor.Zeros([2, 5, 5, 3]), [8, 3, 3, 3]));
        Assert.Throws<ShapeException>(() => ConvolutionMatrix.Of(new Conv2d { Groups = 2 }, Tensor.Zeros([1, 5, 5, 4]), [8, 3, 3, 2]));
    }
}
