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

    internal override SampleWise? BySample(OpCall call) => new(0b1);

    internal override Op ForSamples(OpCall whole, int count, bool continues) => new Conv2dInputGradient(Geometry with { Batch = count });

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
                ConvolutionKernels.InputGradient(in g, upstream, new LayerWeights(weight, call.Mirrored is null ? null : call.Mirrored.Panels), gradient);
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

    internal override IReadOnlyList<OpCall>? Split(OpCall call)
    {
        WindowGeometry g = Geometry;
        int samplesPerLane = BatchCuts.SamplesPerLane(g.Batch, g.PatchLength * g.OutputChannels);
        if (!Conv2d.HasPlainKernel(in g) || samplesPerLane != BatchCuts.SamplesPerLane(g.Batch))
        {
            return null;
        }

        Conv2dWeightGradientLanes lanes = new(g, samplesPerLane, Continues: false);
        Tensor partials = Tensor.Placeholder(lanes.Infer([call.Inputs[0].Type]));
        return [new OpCall(lanes, [.. call.Inputs], partials), new OpCall(new MergedConv2dWeightGradient(g), [partials], call.Output)];
    }

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

/// <summary>The sums of a convolution's weight gradients over the images of each lane. Inputs: x, ȳ. Output [lanes, patch, output channels].</summary>
internal sealed record Conv2dWeightGradientLanes(WindowGeometry Geometry, int SamplesPerLane, bool Continues) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[0] with { Shape = [BatchCuts.Rows(Geometry.Batch, SamplesPerLane), Geometry.PatchLength, Geometry.OutputChannels] };

    internal override SampleWise? BySample(OpCall call) => new(0b11, SamplesPerLane, Continues: true);

    internal override Op ForSamples(OpCall whole, int count, bool continues) => this with { Geometry = Geometry with { Batch = count }, Continues = continues };

    protected internal override void Compute<T>(OpCall call)
    {
        int patch = Geometry.PatchLength;
        int channels = Geometry.OutputChannels;
        T[] weights = new T[patch * channels];
        for (int lane = 0; lane < call.Output.Shape[0]; lane++)
        {
            int first = lane * SamplesPerLane;
            WindowGeometry g = Geometry with { Batch = Math.Min(SamplesPerLane, Geometry.Batch - first) };
            ConvolutionReference.WeightGradient<T>(in g, call.In<T>(0)[(first * g.InputElements)..], call.In<T>(1)[(first * g.OutputElements)..], weights);
            Span<T> sums = call.Out<T>().Slice(lane * weights.Length, weights.Length);
            for (int i = 0; i < weights.Length; i++)
            {
                ref T sum = ref sums[(i % patch * channels) + (i / patch)];
                sum = Continues ? sum + weights[i] : weights[i];
            }
        }
    }

    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Geometry;
        fixed (float* input = call.In<float>(0), upstream = call.In<float>(1), lanes = call.Out<float>())
        {
            ConvolutionKernels.WeightGradientLanes(in g, input, upstream, lanes, new LaneCut(SamplesPerLane, Continues));
        }

        return true;
    }
}

/// <summary>Adds up what the lanes have summed: [lanes, patch, output channels] becomes OHWI.</summary>
internal sealed record MergedConv2dWeightGradient(WindowGeometry Geometry) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[0] with { Shape = [Geometry.OutputChannels, Geometry.KernelHeight, Geometry.KernelWidth, Geometry.InputChannels] };

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> lanes = call.In<T>(0);
        Span<T> weights = call.Out<T>();
        weights.Clear();
        for (int i = 0; i < lanes.Length; i++)
        {
            int position = i % weights.Length;
            weights[(position % Geometry.OutputChannels * Geometry.PatchLength) + (position / Geometry.OutputChannels)] += lanes[i];
        }
    }

    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Geometry;
        fixed (float* lanes = call.In<float>(0), gradient = call.Out<float>())
        {
            ConvolutionKernels.AddWeightGradients(in g, lanes, call.Inputs[0].Shape[0], gradient);
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
