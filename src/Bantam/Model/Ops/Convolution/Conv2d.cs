namespace Bantam.Model;

/// <summary>Two-dimensional convolution (cross-correlation, as in every framework) with bias and an optional fused activation.</summary>
/// <remarks>
/// <para><c>y[n,h,w,o] = f(b[o] + Σᵢⱼ꜀ x[n, h·s+i·d−p, w·s+j·d−p, c] · k[o,i,j,c])</c>; the bias is added once
/// (notes: lines 814-825 and 2005-2021, whose "* B[u]" is a misprint). With G groups, output channel o sees the C/G input
/// channels of its group only (notes: lines 2091-2105).</para>
/// <para>Shapes: x [N, H, W, C], k [O, I, J, C/G], b [O], y [N, H′, W′, O], H′ = ⌊(H + p − (I−1)·d − 1)/s⌋ + 1 with p the rows of
/// padding above and below. Inputs, in order: x, k and, optionally, b. A NaN reaches every output whose window holds it;
/// with a 3×3 window at stride 1 and 16 channels or more on either side it, and an infinity as NaN, may also reach the outputs beside those (Winograd's algorithm).</para>
/// <para>With as many groups as channels use <see cref="DepthwiseConv2d"/>, which also runs in int8.
/// Source: TFLite CONV_2D, ONNX Conv.</para>
/// </remarks>
public sealed partial record Conv2d : Op, IFusesActivation
{
    /// <summary>Step of the window in input pixels.</summary>
    public Size2d Stride { get; init; } = 1;

    /// <summary>Zeros around the input.</summary>
    public Padding Padding { get; init; }

    /// <summary>Input pixels from one position of the window to the next; 2 lets a 3×3 window reach over 5×5 pixels.</summary>
    public Size2d Dilation { get; init; } = 1;

    /// <summary>Groups of channels that are kept apart; divides the input and the output channels.</summary>
    public int Groups { get; init; } = 1;

    /// <inheritdoc/>
    public Activation Activation { get; init; }

    /// <inheritdoc/>
    public Op WithActivation(Activation activation) => this with { Activation = activation };

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 2, 3);
        Expect.Rank(this, inputs[0], 4, "an input in NHWC");
        Expect.Rank(this, inputs[1], 4, "weights in OHWI");
        Expect.SameElement(this, inputs);
        CheckChannels(inputs[0], inputs[1]);
        if (inputs.Length == 3)
        {
            Expect.Vector(this, inputs[2], inputs[1].Shape[0], "a bias");
        }

        return inputs[0] with { Shape = Window.OutputShape(Geometry(inputs[0].Shape, inputs[1].Shape)) };
    }

    /// <summary>The sizes of this convolution on an input and weights of given shapes.</summary>
    /// <param name="input">The shape of x, NHWC.</param>
    /// <param name="weight">The shape of k, OHWI.</param>
    /// <returns>The geometry.</returns>
    public WindowGeometry Geometry(Shape input, Shape weight)
    {
        WindowSizes sizes = new(new Size2d(weight[1], weight[2]), Stride, Padding) { Dilation = Dilation };
        return Window.Over(this, input, in sizes, weight[0]) with { Groups = Groups };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor inner = Activation.Gradient(call.Output, upstream);
        WindowGeometry geometry = Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape);
        return
        [
            call.NeedsGradient(0) ? new Conv2dInputGradient(geometry).Apply(inner, call.Inputs[1]) : null,
            call.NeedsGradient(1) ? new Conv2dWeightGradient(geometry).Apply(call.Inputs[0], inner) : null,
            call.NeedsGradient(2) ? new SumRows().Apply(inner) : null,
        ];
    }

    internal override SampleWise? BySample(OpCall call) => new(0b1);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        (T low, T high) = Activation.Range<T>();
        WindowGeometry g = Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape);
        ConvolutionReference.Forward(in g, call.In<T>(0), call.In<T>(1), call.OptionalIn<T>(2), call.Out<T>(), low, high);
    }

    /// <inheritdoc/>
    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        (float low, float high) = Activation.Range<float>();
        WindowGeometry g = call.Geometry ??= Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape);
        fixed (float* x = call.In<float>(0), w = call.In<float>(1), bias = call.OptionalIn<float>(2), y = call.Out<float>())
        {
            if (HasPlainKernel(in g))
            {
                ConvolutionKernels.Forward(in g, x, new LayerWeights(w, call.PanelsOfWeights), bias, y, low, high);
            }
            else
            {
                ConvolutionTapKernels.Forward(in g, x, w, bias, y, low, high);
            }
        }

        return true;
    }

    /// <summary>Whether the kernels for one dense window serve; those by taps serve any.</summary>
    internal static bool HasPlainKernel(in WindowGeometry g) => g is { Groups: 1, DilationHeight: 1, DilationWidth: 1 };

    private void CheckChannels(TensorType input, TensorType weight)
    {
        int channels = input.Shape[3];
        if (Groups < 1 || channels % Groups != 0 || weight.Shape[0] % Groups != 0)
        {
            throw new ShapeException($"Conv2d with {Groups} groups needs input and output channels that {Groups} divides, but got {channels} channels in {input} (NHWC) and {weight.Shape[0]} in its weights {weight} (OHWI).");
        }

        if (channels / Groups != weight.Shape[3])
        {
            string each = Groups == 1 ? $"{channels} channels" : $"{channels} channels in {Groups} groups, so {channels / Groups} in each";
            throw new ShapeException($"Conv2d got an input with {each}, {input} (NHWC), but its weights {weight} (OHWI) expect {weight.Shape[3]}: the last axes must be equal.");
        }
    }
}
