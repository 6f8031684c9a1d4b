using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The larger of two elements; shapes are broadcast.</summary>
/// <remarks>
/// <c>y = max(a, b)</c>. The gradient goes to the operand that was taken, to the first where both are equal, and is summed
/// where the operand was repeated. Shapes are aligned at the last axis and a length of 1 is repeated: [N, H, W, C] with [C]. A
/// NaN in either operand stays NaN and passes no gradient. For the largest element along an axis see <see cref="Max"/>.
/// </remarks>
public sealed record Maximum : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Broadcasting.Infer(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor a = call.Inputs[0];
        Tensor b = call.Inputs[1];
        return
        [
            call.NeedsGradient(0) ? Extremum.GradientWhere(a, b, countsEqual: true, upstream).ReducedTo(a.Shape) : null,
            call.NeedsGradient(1) ? Extremum.GradientWhere(b, a, countsEqual: false, upstream).ReducedTo(b.Shape) : null,
        ];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => Broadcasting.Compute<T, Function>(call);

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call) => Broadcasting.TryComputeFast<Step>(call);

    private readonly struct Function : IBinaryFunction
    {
        public static T Of<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T> => T.Max(a, b);
    }

    private readonly struct Step : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged => TSimd.Max(a, b);
    }
}
