namespace Bantam.Model;

/// <summary>Rounds what passes an op border to the format in which memory would keep it: values on the way forward, their gradients on the way back.</summary>
/// <remarks>Inputs: one tensor. The rounding itself has no derivative; the gradient passes (straight-through) and is rounded too, because memory keeps it in the same format.</remarks>
internal sealed record RoundToStorage(StorageFormat Format) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Float(this, inputs[0]);
        return inputs[0];
    }

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [this.Apply(upstream)];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.CreateSaturating(Format.Round(float.CreateSaturating(x[i])));
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        Format.Round(call.In<float>(0), call.Out<float>());
        return true;
    }
}
