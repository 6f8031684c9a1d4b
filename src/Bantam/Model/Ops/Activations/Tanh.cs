using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The hyperbolic tangent of every element.</summary>
/// <remarks>
/// <c>y = tanh x</c>, in (−1, 1) and centered at 0; x̄ = ȳ ∘ (1 − y²), which vanishes where |x| is large (below 10⁻⁸ at 10). A
/// NaN stays NaN, ±∞ gives ±1. Source: notes, line 703.
/// </remarks>
public sealed record Tanh : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Expect.Unary(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        // ȳ(1 − y²) = ȳ − ȳy²
        Tensor square = new Multiply().Apply(call.Output, call.Output);
        return [new Subtract().Apply(upstream, new Multiply().Apply(upstream, square))];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Tanh(x[i]);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseLoop.Run<Step>(call.In<float>(0), call.In<float>(0), call.Out<float>(), 0, 0);
        return true;
    }

    /// <summary>tanh a: from e^(−2|a|) where |a| is large, from its series, which does not cancel, where it is small.</summary>
    /// <remarks>
    /// tanh |a| = (1 − t)/(1 + t) with t = e^(−2|a|); near 0 the difference 1 − t loses digits. Below 0.3 the series to a⁹ is
    /// right to 10⁻⁷ of its value: the next term is 1382/155925·a¹¹.
    /// </remarks>
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
            TVector t = ExpStep.Apply<TSimd, TVector>(TSimd.Multiply(size, TSimd.Broadcast(-2)), a, low, high);
            TVector far = TSimd.Divide(TSimd.Subtract(one, t), TSimd.Add(one, t));
            TVector isNegative = TSimd.Greater(zero, a);
            far = TSimd.Or(TSimd.AndNot(far, isNegative), TSimd.And(TSimd.Subtract(zero, far), isNegative));

            TVector square = TSimd.Multiply(a, a);
            TVector series = TSimd.Broadcast(62f / 2835);
            series = TSimd.MultiplyAdd(series, square, TSimd.Broadcast(-17f / 315));
            series = TSimd.MultiplyAdd(series, square, TSimd.Broadcast(2f / 15));
            series = TSimd.MultiplyAdd(series, square, TSimd.Broadcast(-1f / 3));
            TVector near = TSimd.MultiplyAdd(TSimd.Multiply(series, square), a, a);
            TVector isNear = TSimd.Greater(TSimd.Broadcast(0.3f), size);
            return TSimd.Or(TSimd.And(near, isNear), TSimd.AndNot(far, isNear));
        }
    }
}
