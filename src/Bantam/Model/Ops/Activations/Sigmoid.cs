using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The logistic function of every element.</summary>
/// <remarks>
/// <c>y = 1/(1+e⁻ˣ)</c>, computed from e^(−|x|) so that no exponential overflows; x̄ = ȳ ∘ y(1−y). In exact mathematics
/// 0 and 1 are never reached; in floating point they are. A NaN stays NaN. Source: notes, lines 698-702.
/// </remarks>
public sealed record Sigmoid : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Float(this, inputs[0]);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        // y(1−y) = y − y²
        Tensor y = call.Output;
        Tensor slope = new Subtract().Apply(y, new Multiply().Apply(y, y));
        return [new Multiply().Apply(upstream, slope)];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            T e = T.Exp(-T.Abs(x[i]));
            y[i] = (x[i] >= T.Zero ? T.One : e) / (T.One + e);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseLoop.Run<Step>(call.In<float>(0), call.In<float>(0), call.Out<float>(), 0, 0);
        return true;
    }

    /// <summary>1/(1 + e) where a ≥ 0, e/(1 + e) below, with e = e^(−|a|): within 3 units in the last place.</summary>
    private readonly struct Step : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged
        {
            TVector zero = TSimd.Broadcast(0);
            TVector one = TSimd.Broadcast(1);
            TVector size = TSimd.Max(a, TSimd.Subtract(zero, a));
            TVector e = ExpStep.Apply<TSimd, TVector>(TSimd.Subtract(zero, size), a, low, high);
            TVector share = Lanes.Select<TSimd, TVector>(TSimd.Greater(zero, a), e, one);
            return TSimd.Divide(share, TSimd.Add(one, e));
        }
    }
}
