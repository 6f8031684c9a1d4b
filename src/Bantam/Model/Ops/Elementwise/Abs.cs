using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The magnitude of every element.</summary>
/// <remarks><c>y = |x|</c>; x̄ = ȳ where x ≥ 0, else −ȳ. A NaN stays NaN.</remarks>
public sealed record Abs : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Expect.Unary(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor slope;

        // The slope does not change with small changes of x.
        using (NoGrad quiet = new())
        {
            slope = new Sign().Apply(call.Inputs[0]);
        }

        return [new Multiply().Apply(slope, upstream)];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Abs(x[i]);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseLoop.Run<Step>(call.In<float>(0), call.In<float>(0), call.Out<float>(), 0, 0);
        return true;
    }

    private readonly struct Step : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged => TSimd.AndNot(a, TSimd.Broadcast(-0f));
    }
}
