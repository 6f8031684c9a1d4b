namespace Bantam.Model;

/// <summary>The gradient of one batch normalization in plain ops, for sweeps that are differentiated again.</summary>
/// <remarks>
/// The fused gradient takes the moments as given and so hides that they depend on x. Here they are computed from x once
/// more where they are its own, so that every derivative exists:
/// <c>x̂ = (x − μ)/√(σ²+ε)</c>, <c>γ̄ = Σ ȳ∘x̂</c>, <c>β̄ = Σ ȳ</c>, <c>x̄ = γ/√(σ²+ε) ∘ (ȳ − (β̄ + x̂∘γ̄)/m)</c>.
/// </remarks>
internal sealed class ComposedBatchNorm
{
    private readonly OpCall _call;
    private readonly bool _ownMoments;
    private readonly RepeatRows _repeat;
    private readonly double _samples;
    private readonly Tensor _inverse;
    private readonly Tensor _normalized;

    public ComposedBatchNorm(BatchNorm op, OpCall call)
    {
        _call = call;
        _ownMoments = op.MomentsAreOfInput;
        Tensor x = call.Inputs[0];
        _repeat = new RepeatRows(x.Shape);
        _samples = (double)x.Count / x.Shape[^1];

        Tensor mean = _ownMoments ? Mean(x) : new Row(0).Apply(call.Inputs[3].Detach());
        Tensor centered = x - _repeat.Apply(mean);
        Tensor variance = _ownMoments ? Mean(centered * centered) : new Row(1).Apply(call.Inputs[3].Detach());
        _inverse = new InverseSquareRoot(op.Epsilon).Apply(variance);
        _normalized = centered * _repeat.Apply(_inverse);
    }

    /// <summary>The gradients of x, γ and β; the moments have none.</summary>
    public Tensor?[] Gradient(Tensor upstream)
    {
        Tensor gamma = new SumRows().Apply(upstream * _normalized);
        Tensor beta = new SumRows().Apply(upstream);
        Tensor change = _ownMoments
            ? upstream - ((1 / _samples) * (_repeat.Apply(beta) + (_normalized * _repeat.Apply(gamma))))
            : upstream;
        return [_repeat.Apply(_call.Inputs[1] * _inverse) * change, gamma, beta, null];
    }

    private Tensor Mean(Tensor x) => (1 / _samples) * new SumRows().Apply(x);
}

/// <summary><c>y = 1/√(x + ε)</c> of every element; x̄ = −½·ȳ∘y³.</summary>
internal sealed record InverseSquareRoot(double Epsilon) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor y = call.Output;
        return [-0.5 * (upstream * (y * (y * y)))];
    }

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T epsilon = T.CreateSaturating(Epsilon);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.One / T.Sqrt(x[i] + epsilon);
        }
    }
}
