using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The square root of every element.</summary>
/// <remarks>
/// <c>y = √x</c>; x̄ = ȳ / 2y, which is infinite at 0. Of a negative number or a NaN the root is NaN.
/// </remarks>
public sealed record Sqrt : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Expect.Unary(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new Scale(0.5).Apply(new Divide().Apply(upstream, call.Output))];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Sqrt(x[i]);
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
            where TVector : unmanaged => TSimd.Sqrt(a);
    }
}
