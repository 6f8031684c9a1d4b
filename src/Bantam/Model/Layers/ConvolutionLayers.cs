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
            return x.Conv2d(channels, kernelSize, new Conv2d { Stride = stride ?? 1, Padding = padding ?? Padding.Same }, bias);
        }

        /// <summary>Adds a convolution with weights of its own and any attributes: groups, dilation, uneven padding.</summary>
        /// <param name="channels">The number of output channels.</param>
        /// <param name="kernelSize">The size of the window in positions.</param>
        /// <param name="op">The attributes.</param>
        /// <param name="bias">Whether to add a bias.</param>
        /// <returns>The new end.</returns>
        /// <exception cref="ShapeException">The groups do not divide the channels, or the window does not fit.</exception>
        public GraphBuilder Conv2d(int channels, Size2d kernelSize, Conv2d op, bool bias = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(op);
            string name = x.NameFor("conv");
            int inputs = LayerShapes.ChannelsOf(x, name, rank: 3) / Math.Max(op.Groups, 1);
            int fanIn = kernelSize.Height * kernelSize.Width * inputs;
            Parameter weight = new($"{name}.weight", [channels, kernelSize.Height, kernelSize.Width, inputs], new HeNormal(fanIn));
            return bias ? x.Then(name, op, weight, LayerShapes.ZeroBias(name, channels)) : x.Then(name, op, weight);
        }

        /// <summary>Adds a convolution along the first axis of a series: the two-dimensional one on an image of one row.</summary>
        /// <param name="channels">The number of output channels.</param>
        /// <param name="kernelSize">The size of the window in steps.</param>
        /// <param name="stride">The step of the window.</param>
        /// <param name="padding">Left and right, zeros before and after the series; as many as keep ⌈T/stride⌉ steps where omitted.</param>
        /// <param name="bias">Whether to add a bias.</param>
        /// <returns>The new end: [T, C] becomes [⌈T/s⌉, channels].</returns>
        public GraphBuilder Conv1d(int channels, int kernelSize, int stride = 1, Padding? padding = null, bool bias = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (x.Shape.Rank != 2)
            {
                throw new ShapeException($"After '{x.Value.Name}': Conv1d expects samples [steps, channels], but got {x.Shape}.");
            }

            GraphBuilder image = x.Reshape([1, x.Shape[0], x.Shape[1]]).Conv2d(channels, new Size2d(1, kernelSize), new Size2d(1, stride), padding, bias);
            return image.Reshape([image.Shape[1], channels]);
        }

        /// <summary>Adds a transposed convolution, which enlarges the image by its stride.</summary>
        /// <param name="channels">The number of output channels.</param>
        /// <param name="kernelSize">The size of the window in output pixels.</param>
        /// <param name="op">The attributes; stride 1 with padding Same where omitted.</param>
        /// <param name="bias">Whether to add a bias.</param>
        /// <returns>The new end: [H·s, W·s, channels] with padding Same.</returns>
        public GraphBuilder ConvTranspose2d(int channels, Size2d kernelSize, ConvTranspose2d? op = null, bool bias = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            string name = x.NameFor("convtranspose");
            int inputs = LayerShapes.ChannelsOf(x, name, rank: 3);
            Parameter weight = new($"{name}.weight", [inputs, kernelSize.Height, kernelSize.Width, channels], new HeNormal(kernelSize.Height * kernelSize.Width * inputs));
            op ??= new ConvTranspose2d { Padding = Padding.Same };
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
            return x.DepthwiseConv2d(kernelSize, new DepthwiseConv2d { Stride = stride ?? 1, Padding = padding ?? Padding.Same }, bias);
        }

        /// <summary>Adds a convolution in which each channel has filters of its own, with any attributes.</summary>
        /// <param name="kernelSize">The size of the window in input pixels.</param>
        /// <param name="op">The attributes; its multiplier m is the number of filters for each channel.</param>
        /// <param name="bias">Whether to add a bias.</param>
        /// <returns>The new end, with C·m channels.</returns>
        public GraphBuilder DepthwiseConv2d(Size2d kernelSize, DepthwiseConv2d op, bool bias = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(op);
            string name = x.NameFor("depthwise");
            int channels = checked(LayerShapes.ChannelsOf(x, name, rank: 3) * op.Multiplier);
            Parameter weight = new($"{name}.weight", [1, kernelSize.Height, kernelSize.Width, channels], new HeNormal(kernelSize.Height * kernelSize.Width));
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
