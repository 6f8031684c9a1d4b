using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The identity above 0 and a saturating exponential below.</summary>
/// <param name="Alpha">The value −α toward which it falls; finite. With 1 the derivative is continuous at 0.</param>
/// <remarks>
/// <c>y = x ≥ 0 ? x : α·(eˣ − 1)</c>; x̄ = ȳ where x ≥ 0, else α·eˣ·ȳ. A NaN stays NaN, −∞ gives −α. Source: notes, line 705;
/// Clevert et al., 2015.
/// </remarks>
public sealed record Elu(double Alpha = 1) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Finite(this, "α", Alpha);
        return Expect.Unary(this, inputs);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new Multiply().Apply(upstream, new EluSlope(Alpha).Apply(call.Inputs[0]))];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T alpha = T.CreateSaturating(Alpha);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] >= T.Zero ? x[i] : alpha * T.ExpM1(x[i]);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseLoop.Run<Step>(call.In<float>(0), call.In<float>(0), call.Out<float>(), (float)Alpha, 0);
        return true;
    }

    /// <summary>a where a ≥ 0, else α·(eᵃ − 1).</summary>
    /// <remarks>
    /// Near 0 the difference would cancel: above −½ ln 2 it is its Taylor series to a⁷, whose next term is below 2·10⁻⁸ of the value. Within
    /// 4 units in the last place.
    /// </remarks>
    private readonly struct Step : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged
        {
            TVector far = TSimd.Subtract(ExpStep.Apply<TSimd, TVector>(a, b, low, high), TSimd.Broadcast(1));
            TVector series = TSimd.Broadcast(1f / 5040);
            series = TSimd.MultiplyAdd(series, a, TSimd.Broadcast(1f / 720));
            series = TSimd.MultiplyAdd(series, a, TSimd.Broadcast(1f / 120));
            series = TSimd.MultiplyAdd(series, a, TSimd.Broadcast(1f / 24));
            series = TSimd.MultiplyAdd(series, a, TSimd.Broadcast(1f / 6));
            series = TSimd.MultiplyAdd(series, a, TSimd.Broadcast(0.5f));
            TVector near = TSimd.MultiplyAdd(TSimd.Multiply(series, a), a, a);
            TVector curve = Lanes.Select<TSimd, TVector>(TSimd.Greater(TSimd.Broadcast(-0.34657359f), a), far, near);
            TVector isBelow = TSimd.Greater(TSimd.Broadcast(0), a);
            return Lanes.Select<TSimd, TVector>(isBelow, TSimd.Multiply(low, curve), a);
        }
    }
}

/// <summary>The derivative of <see cref="Elu"/>: 1 where x ≥ 0, else α·eˣ.</summary>
internal sealed record EluSlope(double Alpha) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Expect.Unary(this, inputs);

    // Below 0 the derivative of α·eˣ is itself; above, that of 1 is 0.
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
        [new PassWithin(double.NegativeInfinity, 0).Apply(call.Inputs[0], new Multiply().Apply(upstream, call.Output))];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T alpha = T.CreateSaturating(Alpha);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] >= T.Zero ? T.One : alpha * T.Exp(x[i]);
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseLoop.Run<Step>(call.In<float>(0), call.In<float>(0), call.Out<float>(), (float)Alpha, 0);
        return true;
    }

    /// <summary>1 where a ≥ 0, else α·eᵃ; NaN stays NaN.</summary>
    private readonly struct Step : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged
        {
            TVector zero = TSimd.Broadcast(0);
            TVector below = TSimd.Multiply(low, ExpStep.Apply<TSimd, TVector>(a, b, low, high));
            TVector isAbove = TSimd.Or(TSimd.Greater(a, zero), TSimd.Equal(a, zero));
            return Lanes.Select<TSimd, TVector>(isAbove, TSimd.Broadcast(1), below);
        }
    }
}
