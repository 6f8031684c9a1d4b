using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Elementwise quotient; shapes are broadcast.</summary>
/// <remarks>
/// <c>y = a / b</c>; ā = ȳ / b, b̄ = −ȳ ∘ y / b, each summed where its operand was repeated. Shapes are aligned at the last
/// axis and a length of 1 is repeated. As IEEE 754 says, x/0 is ±∞ and 0/0 is NaN: nothing is refused.
/// </remarks>
public sealed record Divide : Op
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
            call.NeedsGradient(0) ? new Divide().Apply(upstream, b).ReducedTo(a.Shape) : null,
            call.NeedsGradient(1) ? new Scale(-1).Apply(new Divide().Apply(new Multiply().Apply(upstream, call.Output), b)).ReducedTo(b.Shape) : null,
        ];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => Broadcasting.Compute<T, Function>(call);

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call) => Broadcasting.TryComputeFast<Step>(call);

    private readonly struct Function : IBinaryFunction
    {
        public static T Of<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T> => a / b;
    }

    private readonly struct Step : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged => TSimd.Divide(a, b);
    }
}
