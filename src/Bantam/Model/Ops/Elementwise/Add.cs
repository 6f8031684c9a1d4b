using System.Numerics;

namespace Bantam.Model;

/// <summary>Elementwise sum with an optional fused activation; shapes are broadcast: the joint of a residual block, or a bias.</summary>
/// <remarks>
/// <c>y = f(a + b)</c>; ā = b̄ = f′ ∘ ȳ, each summed where its operand was repeated. Shapes are aligned at the last axis and a
/// length of 1 is repeated: [N, H, W, C] + [C]. ∞ − ∞ is NaN, and the activation keeps it. Source: notes, lines 2140-2155.
/// </remarks>
public sealed record Add : Op, IFusesActivation
{
    /// <inheritdoc/>
    public Activation Activation { get; init; }

    /// <inheritdoc/>
    public Op WithActivation(Activation activation) => this with { Activation = activation };

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Broadcasting.Infer(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor inner = Activation.Gradient(call.Output, upstream);
        return
        [
            call.NeedsGradient(0) ? inner.ReducedTo(call.Inputs[0].Shape) : null,
            call.NeedsGradient(1) ? inner.ReducedTo(call.Inputs[1].Shape) : null,
        ];
    }

    internal override SampleWise? BySample(OpCall call) => call.Inputs[0].Shape == call.Inputs[1].Shape ? new(0b11) : null;

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        Broadcasting.Compute<T, Function>(call);
        if (Activation != Activation.None)
        {
            (T low, T high) = Activation.Range<T>();
            foreach (ref T value in call.Out<T>())
            {
                value = T.Clamp(value, low, high);
            }
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        (float low, float high) = Activation.Range<float>();
        if (call.Inputs[0].Shape == call.Inputs[1].Shape)
        {
            ElementwiseKernels.AddAndClamp(call.In<float>(0), call.In<float>(1), call.Out<float>(), low, high);
            return true;
        }

        if (!Broadcasting.TryComputeFast<AddStep>(call))
        {
            return false;
        }

        if (Activation != Activation.None)
        {
            ElementwiseKernels.Clamp(call.Out<float>(), call.Out<float>(), low, high);
        }

        return true;
    }

    private readonly struct Function : IBinaryFunction
    {
        public static T Of<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T> => a + b;
    }
}
