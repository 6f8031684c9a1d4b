namespace Bantam.Model;

/// <summary>Convolution of each channel with a filter of its own, with bias and an optional fused activation.</summary>
/// <remarks>
/// <para><c>y[n,h,w,c·m+q] = f(b[c·m+q] + Σᵢⱼ x[n, h·s+i−p, w·s+j−p, c] · k[0,i,j,c·m+q])</c> for q below the multiplier m.</para>
/// <para>Shapes: x [N, H, W, C], k [1, I, J, C·m], b [C·m], y [N, H′, W′, C·m]. Inputs, in order: x, k and, optionally, b. A NaN
/// reaches every output whose window holds it. Followed by a 1×1 <see cref="Conv2d"/> it makes a depthwise separable
/// convolution. Source: TFLite DEPTHWISE_CONV_2D; Howard et al., "MobileNets", 2017.</para>
/// </remarks>
public sealed partial record DepthwiseConv2d : Op, IFusesActivation
{
    /// <summary>Step of the window in input pixels.</summary>
    public Size2d Stride { get; init; } = 1;

    /// <summary>Zeros around the input.</summary>
    public Padding Padding { get; init; }

    /// <summary>The filters m of each channel, at least 1.</summary>
    public int Multiplier { get; init; } = 1;

    /// <inheritdoc/>
    public Activation Activation { get; init; }

    /// <inheritdoc/>
    public Op WithActivation(Activation activation) => this with { Activation = activation };

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 2, 3);
        Expect.Rank(this, inputs[0], 4, "an input in NHWC");
        Expect.Rank(this, inputs[1], 4, "weights in 1HWC");
        Expect.SameElement(this, inputs);
        int channels = inputs[0].Shape[3];
        if (Multiplier < 1 || inputs[1].Shape[0] != 1 || inputs[1].Shape[3] != (long)channels * Multiplier)
        {
            throw new ShapeException($"DepthwiseConv2d with multiplier {Multiplier} on {inputs[0]} (NHWC) needs weights [1, height, width, {(long)channels * Multiplier}], {Multiplier} for each of {channels} channels, but got {inputs[1]}.");
        }

        if (inputs.Length == 3)
        {
            Expect.Vector(this, inputs[2], inputs[1].Shape[3], "a bias");
        }

        return inputs[0] with { Shape = Window.OutputShape(Geometry(inputs[0].Shape, inputs[1].Shape)) };
    }

    /// <summary>The sizes of this convolution on an input and weights of given shapes.</summary>
    /// <param name="input">The shape of x, NHWC.</param>
    /// <param name="weight">The shape of k, 1HWC.</param>
    /// <returns>The geometry.</returns>
    public WindowGeometry Geometry(Shape input, Shape weight) =>
        Window.Over(this, input, new WindowSizes(new Size2d(weight[1], weight[2]), Stride, Padding), weight[3]);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor inner = Activation.Gradient(call.Output, upstream);
        WindowGeometry geometry = Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape);
        return
        [
            call.NeedsGradient(0) ? new DepthwiseConv2dInputGradient(geometry).Apply(inner, call.Inputs[1]) : null,
            call.NeedsGradient(1) ? new DepthwiseConv2dWeightGradient(geometry).Apply(call.Inputs[0], inner) : null,
            call.NeedsGradient(2) ? new SumRows().Apply(inner) : null,
        ];
    }

    internal override SampleWise? BySample(OpCall call) => new(0b1);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        (T low, T high) = Activation.Range<T>();
        WindowGeometry g = Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape);
        DepthwiseReference.Forward(in g, call.In<T>(0), call.In<T>(1), call.OptionalIn<T>(2), call.Out<T>(), low, high);
    }

    /// <inheritdoc/>
    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        (float low, float high) = Activation.Range<float>();
        WindowGeometry g = call.Geometry ??= Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape);
        fixed (float* x = call.In<float>(0), w = call.In<float>(1), bias = call.OptionalIn<float>(2), y = call.Out<float>())
        {
            DepthwiseMultiplierKernels.Forward(in g, x, w, bias, y, low, high);
        }

        return true;
    }
}
