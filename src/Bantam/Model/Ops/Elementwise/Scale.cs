using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Multiplies every element by a constant.</summary>
/// <param name="Factor">The constant.</param>
/// <remarks><c>y = c·x</c>; x̄ = c·ȳ. A NaN stays NaN, and 0·∞ is NaN.</remarks>
public sealed record Scale(double Factor) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Float(this, inputs[0]);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [this.Apply(upstream)];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T factor = T.CreateSaturating(Factor);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] * factor;
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseLoop.Run<Step>(call.In<float>(0), call.In<float>(0), call.Out<float>(), (float)Factor, 0);
        return true;
    }

    private readonly struct Step : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged => TSimd.Multiply(a, low);
    }
}
