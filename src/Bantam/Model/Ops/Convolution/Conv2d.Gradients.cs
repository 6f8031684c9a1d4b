namespace Bantam.Model;

/// <summary>The gradient of <see cref="Conv2d"/> with respect to its input. Inputs: the upstream gradient and the weights.</summary>
/// <remarks>It is linear in both, so its own gradients are the convolution and the weight gradient: second derivatives come for free.</remarks>
internal sealed record Conv2dInputGradient(WindowGeometry Geometry) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[0] with { Shape = [Geometry.Batch, Geometry.InputHeight, Geometry.InputWidth, Geometry.InputChannels] };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
    [
        call.NeedsGradient(0) ? Conv2d.Like(Geometry).Apply(upstream, call.Inputs[1]) : null,
        call.NeedsGradient(1) ? new Conv2dWeightGradient(Geometry).Apply(upstream, call.Inputs[0]) : null,
    ];

    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(Conv2d.MacsOf(Geometry), 0);

    protected internal override void Compute<T>(OpCall call)
    {
        WindowGeometry g = Geometry;
        ConvolutionReference.InputGradient(in g, call.In<T>(0), call.In<T>(1), call.Out<T>());
    }

    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Geometry;
        fixed (float* upstream = call.In<float>(0), weight = call.In<float>(1), gradient = call.Out<float>())
        {
            if (Conv2d.HasPlainKernel(in g))
            {
                ConvolutionKernels.InputGradient(in g, upstream, weight, gradient);
            }
            else
            {
                ConvolutionTapKernels.InputGradient(in g, upstream, weight, gradient);
            }
        }

        return true;
    }
}

/// <summary>The gradient of <see cref="Conv2d"/> with respect to its weights. Inputs: the layer's input and the upstream gradient.</summary>
internal sealed record Conv2dWeightGradient(WindowGeometry Geometry) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[0] with { Shape = [Geometry.OutputChannels, Geometry.KernelHeight, Geometry.KernelWidth, Geometry.InputChannels / Geometry.Groups] };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
    [
        call.NeedsGradient(0) ? new Conv2dInputGradient(Geometry).Apply(call.Inputs[1], upstream) : null,
        call.NeedsGradient(1) ? Conv2d.Like(Geometry).Apply(call.Inputs[0], upstream) : null,
    ];

    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(Conv2d.MacsOf(Geometry), 0);

    protected internal override void Compute<T>(OpCall call)
    {
        WindowGeometry g = Geometry;
        ConvolutionReference.WeightGradient(in g, call.In<T>(0), call.In<T>(1), call.Out<T>());
    }

    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Geometry;
        fixed (float* input = call.In<float>(0), upstream = call.In<float>(1), gradient = call.Out<float>())
        {
            if (Conv2d.HasPlainKernel(in g))
            {
                ConvolutionKernels.WeightGradient(in g, input, upstream, gradient);
            }
            else
            {
                ConvolutionTapKernels.WeightGradient(in g, input, upstream, gradient);
            }
        }

        return true;
    }
}

public sealed partial record Conv2d
{
    /// <summary>The plain convolution that has a given geometry.</summary>
    internal static Conv2d Like(in WindowGeometry g) => new()
    {
        Stride = new Size2d(g.StrideHeight, g.StrideWidth),
        Padding = Window.PaddingOf(in g),
        Dilation = new Size2d(g.DilationHeight, g.DilationWidth),
        Groups = g.Groups,
    };

    /// <summary>The multiply-accumulates of one pass, which the forward pass and both gradients share.</summary>
    internal static long MacsOf(in WindowGeometry g) => checked((long)g.Batch * g.OutputElements * g.PatchLength);
}
