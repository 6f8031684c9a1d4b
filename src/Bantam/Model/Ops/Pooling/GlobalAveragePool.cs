namespace Bantam.Model;

/// <summary>The mean of each channel over the whole image: [N, H, W, C] becomes [N, C].</summary>
/// <remarks>
/// <c>y[n,c] = Σₕᵥ x[n,h,v,c] / (H·W)</c>. As the head of a network it replaces a large dense layer: VGG16's first one has
/// 102,764,544 parameters, pooling and a 512→1000 layer have 513,000 (notes: lines 2056-2057). A NaN makes the mean of its channel NaN.
/// </remarks>
public sealed partial record GlobalAveragePool : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Rank(this, inputs[0], 4, "an input in NHWC");
        Shape x = inputs[0].Shape;
        return inputs[0] with { Shape = [x[0], x[3]] };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new GlobalAveragePoolGradient(call.Inputs[0].Shape).Apply(upstream)];

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(0, inputs[0].Shape.Count);

    internal override SampleWise? BySample(OpCall call) => new(0b1);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        Shape shape = call.Inputs[0].Shape;
        int pixels = shape[1] * shape[2];
        int channels = shape[3];
        for (int n = 0; n < shape[0]; n++)
        {
            Span<T> row = y.Slice(n * channels, channels);
            row.Clear();
            for (int p = 0; p < pixels; p++)
            {
                ReadOnlySpan<T> pixel = x.Slice(((n * pixels) + p) * channels, channels);
                for (int c = 0; c < channels; c++)
                {
                    row[c] += pixel[c];
                }
            }

            for (int c = 0; c < channels; c++)
            {
                row[c] /= T.CreateSaturating(pixels);
            }
        }
    }

    /// <inheritdoc/>
    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        Shape shape = call.Inputs[0].Shape;
        fixed (float* x = call.In<float>(0), y = call.Out<float>())
        {
            MeanKernels.Mean(x, y, shape[0], shape[1] * shape[2], shape[3]);
        }

        return true;
    }
}

/// <summary>Spreads the gradient of each channel's mean evenly over the image. Input: ȳ [N, C].</summary>
internal sealed record GlobalAveragePoolGradient(Shape InputShape) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = InputShape };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new GlobalAveragePool().Apply(upstream)];

    internal override SampleWise? BySample(OpCall call) => new(0b1);

    internal override Op ForSamples(OpCall whole, int count, bool continues) => new GlobalAveragePoolGradient([count, .. InputShape.Lengths[1..]]);

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> upstream = call.In<T>(0);
        Span<T> gradient = call.Out<T>();
        int pixels = InputShape[1] * InputShape[2];
        int channels = InputShape[3];
        T share = T.One / T.CreateSaturating(pixels);
        for (int i = 0; i < gradient.Length; i++)
        {
            int image = i / (pixels * channels);
            gradient[i] = upstream[(image * channels) + (i % channels)] * share;
        }
    }

    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        fixed (float* upstream = call.In<float>(0), gradient = call.Out<float>())
        {
            MeanKernels.Spread(upstream, gradient, InputShape[0], InputShape[1] * InputShape[2], InputShape[3]);
        }

        return true;
    }
}
