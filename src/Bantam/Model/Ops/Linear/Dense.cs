namespace Bantam.Model;

/// <summary>A fully connected layer: every output is a weighted sum of all inputs.</summary>
/// <remarks>
/// <para><c>yₖ = f(Σⱼ wₖⱼ·xⱼ + bₖ)</c>, batched <c>Y = f(X·Wᵀ + b)</c>. Shapes: x [N, inputs], w [outputs, inputs] (row k
/// belongs to output k), b [outputs], y [N, outputs]. X̄ = Ȳ·W, W̄ = Ȳᵀ·X, b̄ = Σₙ ȳₙ.</para>
/// <para>Inputs, in order: x, w and, optionally, b. A NaN reaches all outputs of its sample. Source: notes, lines 611-647 and 1177-1182; TFLite FULLY_CONNECTED.</para>
/// </remarks>
public sealed partial record Dense : Op, IFusesActivation
{
    /// <inheritdoc/>
    public Activation Activation { get; init; }

    /// <inheritdoc/>
    public Op WithActivation(Activation activation) => this with { Activation = activation };

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 2, 3);
        Expect.Rank(this, inputs[0], 2, "an input [batch, features]");
        Expect.Rank(this, inputs[1], 2, "weights [outputs, inputs]");
        Expect.SameElement(this, inputs);
        Shape x = inputs[0].Shape;
        Shape w = inputs[1].Shape;
        if (x[1] != w[1])
        {
            throw new ShapeException($"Dense got {x[1]} features in {inputs[0]} but its weights {inputs[1]} expect {w[1]}: the last axes must be equal. Flatten the input, or make weights [{w[0]}, {x[1]}].");
        }

        if (inputs.Length == 3)
        {
            Expect.Vector(this, inputs[2], w[0], "a bias");
        }

        return inputs[0] with { Shape = [x[0], w[0]] };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor inner = Activation.Gradient(call.Output, upstream);
        return
        [
            call.NeedsGradient(0) ? new MatMul().Apply(inner, call.Inputs[1]) : null,
            call.NeedsGradient(1) ? new MatMul(TransposeA: true).Apply(inner, call.Inputs[0]) : null,
            call.NeedsGradient(2) ? new SumRows().Apply(inner) : null,
        ];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        ReadOnlySpan<T> w = call.In<T>(1);
        ReadOnlySpan<T> bias = call.OptionalIn<T>(2);
        Span<T> y = call.Out<T>();
        (T low, T high) = Activation.Range<T>();
        int inputs = call.Inputs[0].Shape[1];
        int outputs = call.Output.Shape[1];
        for (int i = 0; i < y.Length; i++)
        {
            int n = i / outputs;
            int k = i % outputs;
            T sum = T.Zero;
            for (int j = 0; j < inputs; j++)
            {
                sum += x[(n * inputs) + j] * w[(k * inputs) + j];
            }

            y[i] = T.Clamp(bias.IsEmpty ? sum : sum + bias[k], low, high);
        }
    }

    /// <inheritdoc/>
    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        (float low, float high) = Activation.Range<float>();
        int inputs = call.Input(0).Shape[1];
        int outputs = call.Output.Shape[1];
        fixed (float* x = call.In<float>(0), w = call.In<float>(1), bias = call.OptionalIn<float>(2), y = call.Out<float>())
        {
            Gemm.Multiply(new GemmArguments
            {
                A = x,
                B = w,
                PackedB = call.PanelsOfWeights,
                PackedRows = inputs,
                C = y,
                M = call.Output.Shape[0],
                N = outputs,
                K = inputs,
                LeadingA = inputs,
                LeadingB = inputs,
                LeadingC = outputs,
                TransposeB = true,
                Bias = bias,
                Low = low,
                High = high,
            });
        }

        return true;
    }
}
