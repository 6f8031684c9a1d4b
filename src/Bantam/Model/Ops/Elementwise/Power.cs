using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Raises every element to a fixed power.</summary>
/// <param name="Exponent">The exponent; finite.</param>
/// <remarks>
/// <c>y = xᵖ</c>; x̄ = p·xᵖ⁻¹ ∘ ȳ. x⁰ is 1, also of NaN. A negative number to a power that is not whole is NaN, and 0 to a
/// negative power ∞.
/// </remarks>
public sealed record Power(double Exponent) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Finite(this, "exponent", Exponent);
        return Expect.Unary(this, inputs);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        if (Exponent == 0)
        {
            return [new Scale(0).Apply(upstream)];
        }

        Tensor slope = new Scale(Exponent).Apply(new Power(Exponent - 1).Apply(call.Inputs[0]));
        return [new Multiply().Apply(upstream, slope)];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T exponent = T.CreateSaturating(Exponent);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Pow(x[i], exponent);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        switch (Exponent)
        {
            case 1:
                call.In<float>(0).CopyTo(call.Out<float>());
                return true;
            case 2:
                ElementwiseLoop.Run<SquareStep>(call.In<float>(0), call.In<float>(0), call.Out<float>(), 0, 0);
                return true;
            case -1:
                ElementwiseLoop.Run<ReciprocalStep>(call.In<float>(0), call.In<float>(0), call.Out<float>(), 0, 0);
                return true;
            default:
                return false;
        }
    }

    private readonly struct SquareStep : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged => TSimd.Multiply(a, a);
    }

    private readonly struct ReciprocalStep : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged => TSimd.Divide(TSimd.Broadcast(1), a);
    }
}
