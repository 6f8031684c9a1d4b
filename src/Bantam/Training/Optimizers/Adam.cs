using Bantam.Model;

namespace Bantam.Training;

/// <summary>Adaptive moment estimation: each value has a step size of its own, from the size of its gradients.</summary>
/// <remarks>
/// <para><c>m ← β₁m + (1−β₁)g</c>, <c>v ← β₂v + (1−β₂)g²</c>, <c>m̂ = m/(1−β₁ᵗ)</c>, <c>v̂ = v/(1−β₂ᵗ)</c>,
/// <c>θ ← θ − η·m̂/(√v̂ + ε)</c>. Without the two corrections the first step would be about three times too long.</para>
/// <para>Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015; notes, lines 1275-1292.</para>
/// </remarks>
/// <param name="LearningRate">The step size η: about the largest change of a value in one step.</param>
/// <param name="Beta1">The memory of the mean gradient, in [0, 1).</param>
/// <param name="Beta2">The memory of the mean square, in [0, 1).</param>
/// <param name="Epsilon">Added to the root, so that a value without gradients divides by no zero.</param>
public sealed record Adam(float LearningRate = 1e-3f, float Beta1 = 0.9f, float Beta2 = 0.999f, float Epsilon = 1e-8f) : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override int SlotCount => 2;

    /// <inheritdoc/>
    protected internal override unsafe void Update(Span<float> value, ReadOnlySpan<float> gradient, Span<float> slots, long step, float scale)
    {
        float meanCorrection = (float)(1 / (1 - PowerOf(Beta1, step)));
        fixed (float* v = value, g = gradient, mean = slots)
        {
            UpdateKernels.Adam(value.Length, new UpdateArguments
            {
                Value = v,
                Gradient = g,
                First = mean,
                Second = mean + value.Length,
                FirstDecay = Beta1,
                FirstGain = 1 - Beta1,
                SecondDecay = Beta2,
                SecondGain = 1 - Beta2,
                SecondCorrection = (float)(1 / (1 - PowerOf(Beta2, step))),
                Epsilon = Epsilon,
                Rate = LearningRate * scale * meanCorrection,
            });
        }
    }

    /// <summary>βᵗ by repeated squaring: multiplications give the same bits on every platform, the library's power need not.</summary>
    private static double PowerOf(double beta, long step)
    {
        double power = 1;
        for (double square = beta; step > 0; step >>= 1, square *= square)
        {
            if ((step & 1) == 1)
            {
                power *= square;
            }
        }

        return power;
    }
}
