namespace Bantam.Model;

/// <summary>Convolutions with the normalization that belongs to them.</summary>
public static class ConvolutionBlocks
{
    extension(GraphBuilder x)
    {
        /// <summary>Adds a convolution without bias and its batch normalization, whose shift takes the bias's place.</summary>
        /// <param name="channels">The number of output channels.</param>
        /// <param name="kernelSize">The size of the window in input pixels.</param>
        /// <param name="op">The attributes; stride 1 with padding Same where omitted.</param>
        /// <returns>The new end: k² · C · channels weights and 2 · channels normalization parameters.</returns>
        public GraphBuilder NormalizedConv2d(int channels, Size2d kernelSize, Conv2d? op = null)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Conv2d(channels, kernelSize, op ?? new Conv2d { Padding = Padding.Same }, bias: false).BatchNorm();
        }

        /// <summary>Adds a depthwise convolution and a 1×1 convolution, each with batch normalization and ReLU.</summary>
        /// <param name="channels">The number of output channels.</param>
        /// <param name="stride">The step of the depthwise window of 3×3 pixels; 1 where omitted.</param>
        /// <param name="bias">Whether the convolutions have biases; redundant, but some references have them.</param>
        /// <returns>The new end. Per pixel 9C + C·channels MACs, for 64 → 128 channels 8,768 instead of 73,728.</returns>
        /// <remarks>Cost against a full 3×3 convolution: 1/channels + 1/9. Source: Howard et al., "MobileNets", 2017; notes, lines 2290-2298.</remarks>
        public GraphBuilder DepthwiseSeparable(int channels, Size2d? stride = null, bool bias = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x
                .DepthwiseConv2d(3, stride, bias: bias).BatchNorm().Relu()
                .Conv2d(channels, 1, bias: bias).BatchNorm().Relu();
        }

        /// <summary>Adds an inverted residual: widened by a 1×1 convolution, filtered depthwise, narrowed again without activation.</summary>
        /// <param name="channels">The number of output channels.</param>
        /// <param name="stride">The step of the depthwise window of 3×3 pixels.</param>
        /// <param name="expansion">How many times wider the middle is; with 1 the first convolution is left out.</param>
        /// <returns>The new end; with stride 1 and as many channels as before, added to its start.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The expansion is below 1.</exception>
        /// <remarks>Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018.</remarks>
        public GraphBuilder InvertedResidual(int channels, int stride = 1, int expansion = 6)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentOutOfRangeException.ThrowIfLessThan(expansion, 1);
            int inputs = x.Shape[^1];
            GraphBuilder wide = expansion == 1 ? x : x.NormalizedConv2d(checked(inputs * expansion), 1).Relu6();
            GraphBuilder end = wide.DepthwiseConv2d(3, stride, bias: false).BatchNorm().Relu6().NormalizedConv2d(channels, 1);
            return stride == 1 && channels == inputs ? end.Add(x) : end;
        }
    }
}
