namespace Bantam.Model;

/// <summary>Layers with a sliding window.</summary>
public static class ConvolutionLayers
{
    extension(GraphBuilder x)
    {
        /// <summary>Adds a convolution with weights of its own.</summary>
        /// <param name="channels">The number of output channels.</param>
        /// <param name="kernelSize">The size of the window in input pixels.</param>
        /// <param name="stride">The step of the window; 1 where omitted.</param>
        /// <param name="padding">Zeros around the input; as many as keep ⌈size/stride⌉ pixels where omitted.</param>
        /// <param name="bias">Whether to add a bias. It is redundant before <c>BatchNorm</c>, whose shift takes its place.</param>
        /// <returns>The new end: [⌈H/s⌉, ⌈W/s⌉, channels].</returns>
        public GraphBuilder Conv2d(int channels, Size2d kernelSize, Size2d? stride = null, Padding? padding = null, bool bias = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            string name = x.NameFor("conv");
            int inputs = LayerShapes.ChannelsOf(x, name, rank: 3);
            int fanIn = kernelSize.Height * kernelSize.Width * inputs;
            Parameter weight = new($"{name}.weight", [channels, kernelSize.Height, kernelSize.Width, inputs], new HeNormal(fanIn));
            Conv2d op = new() { Stride = stride ?? 1, Padding = padding ?? Padding.Same };
            return bias ? x.Then(name, op, weight, LayerShapes.ZeroBias(name, channels)) : x.Then(name, op, weight);
        }

        /// <summary>Adds a convolution in which each channel has one filter of its own.</summary>
        /// <param name="kernelSize">The size of the window in input pixels.</param>
        /// <param name="stride">The step of the window; 1 where omitted.</param>
        /// <param name="padding">Zeros around the input; as many as keep ⌈size/stride⌉ pixels where omitted.</param>
        /// <param name="bias">Whether to add a bias.</param>
        /// <returns>The new end: [⌈H/s⌉, ⌈W/s⌉, C].</returns>
        public GraphBuilder DepthwiseConv2d(Size2d kernelSize, Size2d? stride = null, Padding? padding = null, bool bias = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            string name = x.NameFor("depthwise");
            int channels = LayerShapes.ChannelsOf(x, name, rank: 3);
            Parameter weight = new($"{name}.weight", [1, kernelSize.Height, kernelSize.Width, channels], new HeNormal(kernelSize.Height * kernelSize.Width));
            DepthwiseConv2d op = new() { Stride = stride ?? 1, Padding = padding ?? Padding.Same };
            return bias ? x.Then(name, op, weight, LayerShapes.ZeroBias(name, channels)) : x.Then(name, op, weight);
        }

        /// <summary>Adds a pooling that keeps the largest value of each window.</summary>
        /// <param name="size">The size of the window and, where no stride is given, its step.</param>
        /// <param name="stride">The step of the window.</param>
        /// <param name="padding">What happens at the edges; windows stay inside where omitted.</param>
        /// <returns>The new end.</returns>
        public GraphBuilder MaxPool(Size2d size, Size2d? stride = null, Padding padding = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("maxpool"), new MaxPool { Kernel = size, Stride = stride ?? size, Padding = padding });
        }

        /// <summary>Adds a pooling that keeps the mean of each window.</summary>
        /// <param name="size">The size of the window and, where no stride is given, its step.</param>
        /// <param name="stride">The step of the window.</param>
        /// <param name="padding">What happens at the edges; windows stay inside where omitted.</param>
        /// <returns>The new end.</returns>
        public GraphBuilder AveragePool(Size2d size, Size2d? stride = null, Padding padding = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("averagepool"), new AveragePool { Kernel = size, Stride = stride ?? size, Padding = padding });
        }

        /// <summary>Adds the mean of each channel over the whole image.</summary>
        /// <returns>The new end: [C].</returns>
        public GraphBuilder GlobalAveragePool()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("globalpool"), new GlobalAveragePool());
        }
    }
}
