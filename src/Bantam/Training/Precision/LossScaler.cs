using System.Text.Json.Serialization;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>A loss scaling at work.</summary>
internal sealed class LossScaler(LossScaling rule)
{
    // Whoever still overflows with a factor below this has gradients of 10³⁰ or more: scaling is not what is wrong.
    private const float SmallestFactor = 1f / (1 << 30);
    private const float LargestFactor = 1 << 30;

    /// <summary>What a checkpoint keeps.</summary>
    public LossScalerState State { get; set; } = new(rule.Factor, 0, 0);

    /// <summary>The factor for the next backward pass.</summary>
    public float Factor => State.Factor;

    /// <summary>Takes the factor out of finite gradients; the factor may then grow.</summary>
    public void Unscale(IReadOnlyList<ParameterGradient> gradients)
    {
        if (Factor != 1)
        {
            GradientArithmetic.Scale(gradients, 1 / Factor);
        }

        if (!rule.IsDynamic)
        {
            return;
        }

        bool grows = State.StepsHeld + 1 >= rule.GrowthInterval;
        State = grows
            ? State with { Factor = Math.Min(Factor * rule.Growth, LargestFactor), StepsHeld = 0 }
            : State with { StepsHeld = State.StepsHeld + 1 };
    }

    /// <summary>Lowers the factor after gradients that overflowed, so that their step can be skipped.</summary>
    /// <returns>False where the factor may not fall (further): then the training has diverged.</returns>
    public bool TryBackOff()
    {
        if (!rule.IsDynamic || Factor * rule.BackOff < SmallestFactor)
        {
            return false;
        }

        State = new LossScalerState(Factor * rule.BackOff, 0, State.SkippedSteps + 1);
        return true;
    }
}

/// <summary>Where a loss scaling stands.</summary>
/// <param name="Factor">The factor for the next backward pass.</param>
/// <param name="StepsHeld">The steps since it last changed.</param>
/// <param name="SkippedSteps">The steps that were skipped since the training began.</param>
internal readonly record struct LossScalerState(float Factor, int StepsHeld, long SkippedSteps)
{
    /// <summary>Whether a training can have come to this.</summary>
    [JsonIgnore]
    public bool IsPossible => Factor > 0 && float.IsFinite(Factor) && StepsHeld >= 0 && SkippedSteps >= 0;
}
