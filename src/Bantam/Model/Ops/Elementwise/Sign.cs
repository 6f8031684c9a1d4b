using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The sign of every element: +1 from zero on, −1 below.</summary>
/// <remarks>
/// <c>y = x ≥ 0 ? +1 : −1</c>, so that a binary value has no third state: sign(0) = sign(−0) = +1. A NaN stays NaN. The
/// derivative is zero almost everywhere, so there is no gradient unless a surrogate is declared
/// (<see cref="StraightThrough"/>). Source: notes, lines 2578 and 2635-2646.
/// </remarks>
public sealed record Sign : Op
{
    /// <summary>Whether a gradient passes unchanged where |x| ≤ 1 and is zero elsewhere, as if this were a clamp.</summary>
    public bool StraightThrough { get; init; }

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Expect.Unary(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => StraightThrough
        ? [new PassWithin(-1, 1) { IncludesEnds = true }.Apply(call.Inputs[0], upstream)]
        : base.Gradient(call, upstream);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.IsNaN(x[i]) ? x[i] : x[i] >= T.Zero ? T.One : -T.One;
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
            where TVector : unmanaged
        {
            TVector sign = Lanes.Select<TSimd, TVector>(TSimd.Greater(TSimd.Broadcast(0), a), TSimd.Broadcast(-1), TSimd.Broadcast(1));
            return Lanes.Select<TSimd, TVector>(TSimd.Equal(a, a), sign, a);
        }
    }
}
