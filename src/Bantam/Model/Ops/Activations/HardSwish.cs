using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>A smooth-looking activation of clamps and products: x·relu6(x + 3)/6.</summary>
/// <remarks>
/// <c>y = x·min(max(x + 3, 0), 6)/6</c>; y′ is 0 up to −3, 1 from 3 on, and (2x + 3)/6 between. A NaN stays NaN, and so
/// does −∞ become one (−∞·0). Source: Howard et al., "Searching for MobileNetV3", 2019.
/// </remarks>
public sealed record HardSwish : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Expect.Unary(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new Multiply().Apply(upstream, new HardSwishSlope().Apply(call.Inputs[0]))];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T three = T.CreateSaturating(3);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] * T.Clamp(x[i] + three, T.Zero, three + three) / (three + three);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseLoop.Run<Step>(call.In<float>(0), call.In<float>(0), call.Out<float>(), 0, 6);
        return true;
    }

    private readonly struct Step : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.Divide(TSimd.Multiply(a, TSimd.Clamp(TSimd.Add(a, TSimd.Broadcast(3)), low, high)), high);
    }
}

/// <summary>The derivative of <see cref="HardSwish"/>: 0 up to −3, 1 from 3 on, (2x + 3)/6 between.</summary>
internal sealed record HardSwishSlope : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Expect.Unary(this, inputs);

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
        [new Scale(1.0 / 3).Apply(new PassWithin(-3, 3).Apply(call.Inputs[0], upstream))];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T three = T.CreateSaturating(3);
        for (int i = 0; i < y.Length; i++)
        {
            T between = (x[i] + x[i] + three) / (three + three);
            y[i] = x[i] <= -three ? T.Zero : x[i] >= three ? T.One : between;
        }
    }

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
            TVector three = TSimd.Broadcast(3);
            TVector minusThree = TSimd.Broadcast(-3);
            TVector between = TSimd.Divide(TSimd.Add(TSimd.Add(a, a), three), TSimd.Broadcast(6));
            TVector isLow = TSimd.Or(TSimd.Greater(minusThree, a), TSimd.Equal(minusThree, a));
            TVector isHigh = TSimd.Or(TSimd.Greater(a, three), TSimd.Equal(a, three));
            return Lanes.Select<TSimd, TVector>(isHigh, TSimd.Broadcast(1), TSimd.AndNot(between, isLow));
        }
    }
}
