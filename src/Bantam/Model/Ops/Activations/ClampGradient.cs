namespace Bantam.Model;

/// <summary>Passes a gradient through a clamp: where the output lies strictly inside the interval, and zero elsewhere.</summary>
/// <remarks>Inputs: the clamp's output y and the gradient ȳ. At the bounds, where no derivative exists, it is 0 (relu′(0) = 0).</remarks>
internal sealed record ClampGradient(Activation Activation) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Binary.Infer(this, inputs);

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [null, this.Apply(call.Inputs[0], upstream)];

    internal override SampleWise? BySample(OpCall call) => new(0b11);

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> output = call.In<T>(0);
        ReadOnlySpan<T> upstream = call.In<T>(1);
        Span<T> gradient = call.Out<T>();
        (T low, T high) = Activation.Range<T>();
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = output[i] > low && output[i] < high ? upstream[i] : T.Zero;
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        (float low, float high) = Activation.Range<float>();
        ElementwiseKernels.ClampGradient(call.In<float>(0), call.In<float>(1), call.Out<float>(), low, high);
        return true;
    }
}
