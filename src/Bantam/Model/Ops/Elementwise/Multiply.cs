using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Elementwise (Hadamard) product; shapes are broadcast.</summary>
/// <remarks>
/// <c>y = a ∘ b</c>; ā = ȳ ∘ b, b̄ = ȳ ∘ a, each summed where its operand was repeated. Shapes are aligned at the last axis
/// and a length of 1 is repeated: [N, H, W, C] ∘ [N, 1, 1, C]. 0·∞ is NaN.
/// </remarks>
public sealed record Multiply : Op
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
            call.NeedsGradient(0) ? new Multiply().Apply(upstream, b).ReducedTo(a.Shape) : null,
            call.NeedsGradient(1) ? new Multiply().Apply(upstream, a).ReducedTo(b.Shape) : null,
        ];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => Broadcasting.Compute<T, Function>(call);

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call) => Broadcasting.TryComputeFast<Step>(call);

    private readonly struct Function : IBinaryFunction
    {
        public static T Of<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T> => a * b;
    }

    private readonly struct Step : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged => TSimd.Multiply(a, b);
    }
}
