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
