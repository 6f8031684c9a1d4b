namespace Bantam.Model;

/// <summary>Rectifies every element.</summary>
/// <remarks><c>y = min(max(x, 0), 6)</c>; the gradient at a bound is 0. A NaN stays NaN. The bound keeps the range of activations small, which helps quantization. Source: Howard et al., "MobileNets", 2017.</remarks>
public sealed record Relu6 : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Float(this, inputs[0]);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new ClampGradient(Activation.Relu6).Apply(call.Output, upstream)];

    internal override SampleWise? BySample(OpCall call) => new(0b1);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        (T low, T high) = Activation.Relu6.Range<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Clamp(x[i], low, high);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        (float low, float high) = Activation.Relu6.Range<float>();
        ElementwiseKernels.Clamp(call.In<float>(0), call.Out<float>(), low, high);
        return true;
    }
}
