namespace Bantam.Model;

/// <summary>The transpose of a two-dimensional convolution, with bias: it enlarges an image where that one shrinks it.</summary>
/// <remarks>
/// <para>What the gradient of a <see cref="Conv2d"/> does to an image, as a layer: each input pixel adds its value times the
/// window to the output, <c>y[n, h·s+i−p, w·s+j−p, o] += x[n,h,w,c] · k[c,i,j,o]</c>, then b[o] is added.</para>
/// <para>Shapes: x [N, H, W, C], k [C, I, J, O], b [O], y [N, H′, W′, O]. The weights are those of the convolution that it
/// transposes (OHWI), so their first axis counts the input channels of this layer and their last its outputs.
/// H′ = (H−1)·s − p + I + r with p the rows of padding above and below and r those of <see cref="OutputPadding"/>; H·s with
/// padding Same. Inputs, in order: x, k and, optionally, b. A NaN reaches every output that its window touches.
/// Source: Dumoulin and Visin, "A guide to convolution arithmetic", 2016; ONNX ConvTranspose.</para>
/// </remarks>
public sealed partial record ConvTranspose2d : Op
{
    /// <summary>Output pixels from one input pixel to the next.</summary>
    public Size2d Stride { get; init; } = 1;

    /// <summary>Rows and columns that are cut off the output: the padding of the convolution that this transposes.</summary>
    public Padding Padding { get; init; }

    /// <summary>Rows at the bottom and columns on the right that the convolution would leave over, each below the stride; 0x0 where omitted.</summary>
    public Size2d OutputPadding { get; init; }

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 2, 3);
        Expect.Rank(this, inputs[0], 4, "an input in NHWC");
        Expect.Rank(this, inputs[1], 4, "weights [inputs, height, width, outputs]");
        Expect.SameElement(this, inputs);
        if (inputs[0].Shape[3] != inputs[1].Shape[0])
        {
            throw new ShapeException($"{Name} got an input with {inputs[0].Shape[3]} channels, {inputs[0]} (NHWC), but its weights {inputs[1]} ([inputs, height, width, outputs]) expect {inputs[1].Shape[0]}: the last axis of the input and the first of the weights must be equal.");
        }

        if (inputs.Length == 3)
        {
            Expect.Vector(this, inputs[2], inputs[1].Shape[3], "a bias");
        }

        WindowGeometry g = Geometry(inputs[0].Shape, inputs[1].Shape);
        return inputs[0] with { Shape = [g.Batch, g.InputHeight, g.InputWidth, g.InputChannels] };
    }

    /// <summary>The sizes of the convolution that this transposes: its input is the output here.</summary>
    /// <param name="input">The shape of x, NHWC.</param>
    /// <param name="weight">The shape of k, [C, I, J, O].</param>
    /// <returns>The geometry.</returns>
    public WindowGeometry Geometry(Shape input, Shape weight)
    {
        Size2d kernel = new(weight[1], weight[2]);
        Window.Check(this, new WindowSizes(kernel, Stride, Padding));
        if (OutputPadding.Height < 0 || OutputPadding.Height >= Stride.Height || OutputPadding.Width < 0 || OutputPadding.Width >= Stride.Width
            || (Padding.Mode == PaddingMode.Same && OutputPadding != default))
        {
            throw new ShapeException($"{Name} needs an output padding below its stride {Stride}, and none with padding Same, but got {OutputPadding}.");
        }

        (int top, int height) = Along(vertical: true, input[1], kernel.Height);
        (int left, int width) = Along(vertical: false, input[2], kernel.Width);
        if (height < 1 || width < 1)
        {
            throw new ShapeException($"{Name} with window {kernel}, stride {Stride} and {Padding} leaves nothing of its input {input} (NHWC). Use less padding.");
        }

        return new WindowGeometry
        {
            Batch = input[0],
            InputHeight = height,
            InputWidth = width,
            InputChannels = weight[3],
            OutputHeight = input[1],
            OutputWidth = input[2],
            OutputChannels = input[3],
            KernelHeight = kernel.Height,
            KernelWidth = kernel.Width,
            StrideHeight = Stride.Height,
            StrideWidth = Stride.Width,
            PadTop = top,
            PadLeft = left,
        };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        // The transpose of a transpose is the convolution itself.
        WindowGeometry geometry = Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape);
        return
        [
            call.NeedsGradient(0) ? Conv2d.Like(geometry).Apply(upstream, call.Inputs[1]) : null,
            call.NeedsGradient(1) ? new Conv2dWeightGradient(geometry).Apply(upstream, call.Inputs[0]) : null,
            call.NeedsGradient(2) ? new SumRows().Apply(upstream) : null,
        ];
    }

    /// <summary>MACs = N · H · W · C · I · J · O, positions over the edge included; one addition per output for the bias.</summary>
    /// <param name="inputs">Types of x, k and b.</param>
    /// <param name="output">Type of y.</param>
    /// <returns>The counts.</returns>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) =>
        new(Conv2d.MacsOf(Geometry(inputs[0].Shape, inputs[1].Shape)), inputs.Length == 3 ? output.Shape.Count : 0);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        WindowGeometry g = Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape);
        ConvolutionReference.InputGradient(in g, call.In<T>(0), call.In<T>(1), call.Out<T>());
        AddBias(call.OptionalIn<T>(2), call.Out<T>());
    }

    /// <inheritdoc/>
    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape);
        fixed (float* x = call.In<float>(0), weight = call.In<float>(1), y = call.Out<float>())
        {
            ConvolutionKernels.InputGradient(in g, x, new LayerWeights(weight), y);
        }

        AddBias(call.OptionalIn<float>(2), call.Out<float>());
        return true;
    }

    private static void AddBias<T>(ReadOnlySpan<T> bias, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        for (int start = 0; !bias.IsEmpty && start < y.Length; start += bias.Length)
        {
            for (int c = 0; c < bias.Length; c++)
            {
                y[start + c] += bias[c];
            }
        }
    }

    /// <summary>The padding before the first pixel along one axis, and the length of the output.</summary>
    private (int Before, int Length) Along(bool vertical, int input, int kernel)
    {
        int stride = vertical ? Stride.Height : Stride.Width;
        if (Padding.Mode == PaddingMode.Same)
        {
            int length = checked(input * stride);
            return (Padding.Along(vertical, length, kernel, stride).Before, length);
        }

        (int before, int after, int extra) = vertical ? (Padding.Top, Padding.Bottom, OutputPadding.Height) : (Padding.Left, Padding.Right, OutputPadding.Width);
        return (before, checked(((input - 1) * stride) - before - after + kernel + extra));
    }
}
