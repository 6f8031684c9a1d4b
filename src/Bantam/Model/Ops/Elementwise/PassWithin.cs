using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Passes a gradient where a value lies inside an interval, and zero elsewhere: how gradients go through clamps.</summary>
/// <remarks>Inputs: the value that decides and the gradient ȳ. It is linear in ȳ; the value has no gradient.</remarks>
/// <param name="Low">The lower end, not inside.</param>
/// <param name="High">The upper end, not inside.</param>
internal sealed record PassWithin(double Low, double High) : Op
{
    /// <summary>Whether the ends lie inside too.</summary>
    public bool IncludesEnds { get; init; }

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Binary.Infer(this, inputs);

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [null, this.Apply(call.Inputs[0], upstream)];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        ReadOnlySpan<T> upstream = call.In<T>(1);
        Span<T> gradient = call.Out<T>();
        T low = T.CreateSaturating(Low);
        T high = T.CreateSaturating(High);
        for (int i = 0; i < gradient.Length; i++)
        {
            bool isInside = (x[i] > low && x[i] < high) || (IncludesEnds && (x[i] == low || x[i] == high));
            gradient[i] = isInside ? upstream[i] : T.Zero;
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        if (IncludesEnds)
        {
            ElementwiseLoop.Run<StepWithEnds>(call.In<float>(0), call.In<float>(1), call.Out<float>(), (float)Low, (float)High);
        }
        else
        {
            ElementwiseKernels.ClampGradient(call.In<float>(0), call.In<float>(1), call.Out<float>(), (float)Low, (float)High);
        }

        return true;
    }

    /// <summary>b where low ≤ a ≤ high, else 0.</summary>
    private readonly struct StepWithEnds : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged
        {
            TVector isAbove = TSimd.Or(TSimd.Greater(a, low), TSimd.Equal(a, low));
            TVector isBelow = TSimd.Or(TSimd.Greater(high, a), TSimd.Equal(high, a));
            return TSimd.And(b, TSimd.And(isAbove, isBelow));
        }
    }
}
