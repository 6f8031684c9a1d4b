using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The smaller of two elements; shapes are broadcast.</summary>
/// <remarks>
/// <c>y = min(a, b)</c>. The gradient goes to the operand that was taken, to the first where both are equal, and is summed
/// where the operand was repeated. Shapes are aligned at the last axis and a length of 1 is repeated: [N, H, W, C] with [C]. A
/// NaN in either operand stays NaN and passes no gradient. For bounds that are known numbers see <see cref="Clip"/>.
/// </remarks>
public sealed record Minimum : Op
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
            call.NeedsGradient(0) ? Extremum.GradientWhere(b, a, countsEqual: true, upstream).ReducedTo(a.Shape) : null,
            call.NeedsGradient(1) ? Extremum.GradientWhere(a, b, countsEqual: false, upstream).ReducedTo(b.Shape) : null,
        ];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => Broadcasting.Compute<T, Function>(call);

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call) => Broadcasting.TryComputeFast<Step>(call);

    private readonly struct Function : IBinaryFunction
    {
        public static T Of<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T> => T.Min(a, b);
    }

    private readonly struct Step : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged
        {
            TVector minusOne = TSimd.Broadcast(-1);
            return TSimd.Multiply(minusOne, TSimd.Max(TSimd.Multiply(minusOne, a), TSimd.Multiply(minusOne, b)));
        }
    }
}
