using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The identity above 0 and a small slope below, so that no unit dies.</summary>
/// <param name="Slope">The slope α below 0; finite.</param>
/// <remarks>
/// <c>y = x ≥ 0 ? x : α·x</c>; x̄ = ȳ where x ≥ 0, else α·ȳ. A NaN stays NaN. Source: notes, line 704.
/// </remarks>
public sealed record LeakyRelu(double Slope = 0.01) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Finite(this, "slope", Slope);
        return Expect.Unary(this, inputs);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new LeakyReluGradient(Slope).Apply(call.Inputs[0], upstream)];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T slope = T.CreateSaturating(Slope);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] >= T.Zero ? x[i] : slope * x[i];
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseLoop.Run<Step>(call.In<float>(0), call.In<float>(0), call.Out<float>(), (float)Slope, 0);
        return true;
    }

    /// <summary>b where a ≥ 0, else low·b: the function of a = b = x, and its gradient of a = x and b = ȳ.</summary>
    internal readonly struct Step : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged
        {
            TVector below = TSimd.Greater(TSimd.Broadcast(0), a);
            return TSimd.Or(TSimd.And(TSimd.Multiply(b, low), below), TSimd.AndNot(b, below));
        }
    }
}

/// <summary>The gradient of <see cref="LeakyRelu"/>: passes where x ≥ 0, scaled by the slope elsewhere. Inputs: x and ȳ.</summary>
internal sealed record LeakyReluGradient(double Slope) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Binary.Infer(this, inputs);

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [null, this.Apply(call.Inputs[0], upstream)];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        ReadOnlySpan<T> upstream = call.In<T>(1);
        Span<T> gradient = call.Out<T>();
        T slope = T.CreateSaturating(Slope);
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = x[i] < T.Zero ? slope * upstream[i] : upstream[i];
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseLoop.Run<LeakyRelu.Step>(call.In<float>(0), call.In<float>(1), call.Out<float>(), (float)Slope, 0);
        return true;
    }
}
