using Bantam.Model;

namespace Bantam.Training;

/// <summary>Stochastic gradient descent, with momentum if wanted.</summary>
/// <remarks>
/// <para>Without momentum <c>θ ← θ − η·g</c>. With momentum γ, in the form of the notes (lines 1239-1249): <c>v ← γ·v + η·g</c>,
/// <c>θ ← θ − v</c>; in PyTorch's form: <c>v ← γ·v + g</c>, <c>θ ← θ − η·v</c>. They agree as long as η does not change.</para>
/// <para>Weight decay λ adds λ·θ to every gradient.</para>
/// </remarks>
/// <param name="LearningRate">The step size η. Greater than 0.</param>
/// <param name="Momentum">γ in [0, 1); 0.9 is usual.</param>
public sealed record Sgd(float LearningRate, float Momentum = 0) : Optimizer(LearningRate)
{
    /// <summary>Whether the learning rate is inside of the velocity (the notes' form) or applied to it (PyTorch's, the default).</summary>
    public bool LearningRateInVelocity { get; init; }

    /// <summary>The weight decay λ, 0 or more.</summary>
    public float WeightDecay { get; init; }

    /// <inheritdoc/>
    public override int SlotCount => Momentum == 0 ? 0 : 1;

    /// <inheritdoc/>
    protected internal override unsafe void Update(Span<float> value, ReadOnlySpan<float> gradient, Span<float> slots, long step, float scale)
    {
        float rate = LearningRate * scale;
        fixed (float* v = value, g = gradient, velocity = slots)
        {
            UpdateArguments arguments = new() { Value = v, Gradient = g, WeightDecay = WeightDecay, Rate = rate };
            if (Momentum == 0)
            {
                UpdateKernels.Descend(value.Length, arguments);
                return;
            }

            arguments.First = velocity;
            arguments.FirstDecay = Momentum;
            arguments.FirstGain = LearningRateInVelocity ? rate : 1;
            arguments.Rate = LearningRateInVelocity ? 1 : rate;
            UpdateKernels.DescendWithMomentum(value.Length, arguments);
        }
    }
}
