namespace Bantam.Model;

/// <summary>A convolution written out as a matrix product ("im2col"): each column holds what one window sees.</summary>
/// <remarks>
/// <para>[kernel elements, output pixels]: 3 input channels, a 3×3 window and 2×2 output pixels give 27×4. The weights as [output
/// channels, kernel elements], in their OHWI order, times this matrix are the outputs as [output channels, output pixels].</para>
/// <para>An input element stands in the matrix as often as windows see it, nine times for a 3×3 window, so our kernels never
/// build it; it explains why they are matrix products. Source: notes, lines 865-875.</para>
/// </remarks>
public static class ConvolutionMatrix
{
    /// <summary>Writes the matrix of one image.</summary>
    /// <param name="convolution">The convolution, without groups.</param>
    /// <param name="image">Float32 [1, H, W, C].</param>
    /// <param name="weight">The shape of its weights, OHWI.</param>
    /// <returns>Float32 [kernel height · kernel width · C, output height · output width]; elements outside the image are 0.</returns>
    /// <exception cref="ShapeException">The convolution does not fit the image, has groups, or the batch is not 1.</exception>
    public static Tensor Of(Conv2d convolution, Tensor image, Shape weight)
    {
        ArgumentNullException.ThrowIfNull(convolution);
        ArgumentNullException.ThrowIfNull(image);
        WindowGeometry g = convolution.Geometry(image.Shape, weight);
        if (g.Batch != 1 || g.Groups != 1)
        {
            throw new ShapeException($"The matrix is that of one image and one group, but got a batch of {g.Batch} and {g.Groups} groups. Take the samples, or the groups, one by one.");
        }

        Tensor matrix = Tensor.Zeros([g.PatchLength, g.OutputPixels]);
        for (int pixel = 0; pixel < g.OutputPixels; pixel++)
        {
            Column(in g, image.Span<float>(), matrix.Span<float>(), pixel);
        }

        return matrix;
    }

    private static void Column(in WindowGeometry g, ReadOnlySpan<float> image, Span<float> matrix, int pixel)
    {
        int top = (pixel / g.OutputWidth * g.StrideHeight) - g.PadTop;
        int left = (pixel % g.OutputWidth * g.StrideWidth) - g.PadLeft;
        for (int element = 0; element < g.PatchLength; element++)
        {
            int channel = element % g.InputChannels;
            int tap = element / g.InputChannels;
            int row = top + (tap / g.KernelWidth * g.DilationHeight);
            int column = left + (tap % g.KernelWidth * g.DilationWidth);
            if (row >= 0 && row < g.InputHeight && column >= 0 && column < g.InputWidth)
            {
                matrix[(element * g.OutputPixels) + pixel] = image[(((row * g.InputWidth) + column) * g.InputChannels) + channel];
            }
        }
    }
}
