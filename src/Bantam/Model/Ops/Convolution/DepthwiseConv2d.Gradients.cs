namespace Bantam.Model;

/// <summary>The gradient of <see cref="DepthwiseConv2d"/> with respect to its input. Inputs: the upstream gradient and the weights.</summary>
/// <remarks>It is linear in both, so its own gradients are the convolution and the weight gradient: second derivatives come for free.</remarks>
internal sealed record DepthwiseConv2dInputGradient(WindowGeometry Geometry) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[0] with { Shape = [Geometry.Batch, Geometry.InputHeight, Geometry.InputWidth, Geometry.InputChannels] };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
    [
        call.NeedsGradient(0) ? DepthwiseConv2d.Like(Geometry).Apply(upstream, call.Inputs[1]) : null,
        call.NeedsGradient(1) ? new DepthwiseConv2dWeightGradient(Geometry).Apply(upstream, call.Inputs[0]) : null,
    ];

    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(DepthwiseConv2d.MacsOf(Geometry), 0);

    internal override SampleWise? BySample(OpCall call) => new(0b1);

    internal override Op ForSamples(OpCall whole, int count, bool continues) => new DepthwiseConv2dInputGradient(Geometry with { Batch = count });

    protected internal override void Compute<T>(OpCall call)
    {
        WindowGeometry g = Geometry;
        DepthwiseReference.InputGradient(in g, call.In<T>(0), call.In<T>(1), call.Out<T>());
    }

    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Geometry;
        fixed (float* upstream = call.In<float>(0), weight = call.In<float>(1), gradient = call.Out<float>())
        {
            DepthwiseMultiplierKernels.InputGradient(in g, upstream, weight, gradient);
        }

        return true;
    }
}

/// <summary>The gradient of <see cref="DepthwiseConv2d"/> with respect to its weights. Inputs: the layer's input and the upstream gradient.</summary>
internal sealed record DepthwiseConv2dWeightGradient(WindowGeometry Geometry) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[0] with { Shape = [1, Geometry.KernelHeight, Geometry.KernelWidth, Geometry.OutputChannels] };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
    [
        call.NeedsGradient(0) ? new DepthwiseConv2dInputGradient(Geometry).Apply(call.Inputs[1], upstream) : null,
        call.NeedsGradient(1) ? DepthwiseConv2d.Like(Geometry).Apply(call.Inputs[0], upstream) : null,
    ];

    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(DepthwiseConv2d.MacsOf(Geometry), 0);

    internal override IReadOnlyList<OpCall> Split(OpCall call)
    {
        DepthwiseConv2dWeightGradientLanes lanes = new(Geometry, BatchCuts.SamplesPerLane(Geometry.Batch), Continues: false);
        Tensor partials = Tensor.Placeholder(lanes.Infer([call.Inputs[0].Type]));
        return [new OpCall(lanes, [.. call.Inputs], partials), new OpCall(new MergedLanes(Infer([call.Inputs[0].Type]).Shape), [partials], call.Output)];
    }

    protected internal override void Compute<T>(OpCall call)
    {
        WindowGeometry g = Geometry;
        DepthwiseReference.WeightGradient(in g, call.In<T>(0), call.In<T>(1), call.Out<T>());
    }

    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Geometry;
        fixed (float* input = call.In<float>(0), upstream = call.In<float>(1), gradient = call.Out<float>())
        {
            DepthwiseMultiplierKernels.WeightGradient(in g, input, upstream, gradient);
        }

        return true;
    }
}

/// <summary>The sums of a depthwise convolution's weight gradients over the images of each lane. Inputs: x, ȳ. Output [lanes, KH, KW, C].</summary>
internal sealed record DepthwiseConv2dWeightGradientLanes(WindowGeometry Geometry, int SamplesPerLane, bool Continues) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[0] with { Shape = [BatchCuts.Rows(Geometry.Batch, SamplesPerLane), Geometry.KernelHeight, Geometry.KernelWidth, Geometry.OutputChannels] };

    internal override SampleWise? BySample(OpCall call) => new(0b11, SamplesPerLane, Continues: true);

    internal override Op ForSamples(OpCall whole, int count, bool continues) => this with { Geometry = Geometry with { Batch = count }, Continues = continues };

    protected internal override void Compute<T>(OpCall call)
    {
        T[] weights = new T[Geometry.KernelHeight * Geometry.KernelWidth * Geometry.OutputChannels];
        for (int lane = 0; lane < call.Output.Shape[0]; lane++)
        {
            int first = lane * SamplesPerLane;
            WindowGeometry g = Geometry with { Batch = Math.Min(SamplesPerLane, Geometry.Batch - first) };
            DepthwiseReference.WeightGradient<T>(in g, call.In<T>(0)[(first * g.InputElements)..], call.In<T>(1)[(first * g.OutputElements)..], weights);
            Span<T> sums = call.Out<T>().Slice(lane * weights.Length, weights.Length);
            for (int i = 0; i < weights.Length; i++)
            {
                sums[i] = Continues ? sums[i] + weights[i] : weights[i];
            }
        }
    }

    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Geometry;
        fixed (float* input = call.In<float>(0), upstream = call.In<float>(1), lanes = call.Out<float>())
        {
            DepthwiseMultiplierKernels.WeightGradientLanes(in g, input, upstream, lanes, new LaneCut(SamplesPerLane, Continues));
        }

        return true;
    }
}

/// <summary>Adds up what the lanes have summed: [lanes, ..] becomes the shape given.</summary>
internal sealed record MergedLanes(Shape Shape) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = Shape };

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> lanes = call.In<T>(0);
        Span<T> sum = call.Out<T>();
        sum.Clear();
        for (int i = 0; i < lanes.Length; i++)
        {
            sum[i % sum.Length] += lanes[i];
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        DepthwiseKernels.AddLanes(call.In<float>(0), call.Out<float>());
        return true;
    }
}

public sealed partial record DepthwiseConv2d
{
    /// <summary>The plain convolution that has a given geometry.</summary>
    internal static DepthwiseConv2d Like(in WindowGeometry g) => new()
    {
        Stride = new Size2d(g.StrideHeight, g.StrideWidth),
        Padding = Window.PaddingOf(in g),
        Multiplier = g.OutputChannels / Math.Max(g.InputChannels, 1),
    };

    /// <summary>The multiply-accumulates of one pass, which the forward pass and both gradients share.</summary>
    internal static long MacsOf(in WindowGeometry g) => checked((long)g.Batch * g.OutputElements * g.KernelHeight * g.KernelWidth);
}
