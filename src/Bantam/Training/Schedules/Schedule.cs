using Bantam.Model;

namespace Bantam.Training;

/// <summary>How the learning rate changes in the course of a training.</summary>
public abstract record Schedule
{
    /// <summary>The factor of the learning rate.</summary>
    /// <param name="progress">The part of all steps that is done, in [0, 1).</param>
    /// <returns>The factor, 0 or more.</returns>
    public abstract float FactorAt(double progress);
}

/// <summary>The same learning rate throughout.</summary>
public sealed record ConstantSchedule : Schedule
{
    /// <inheritdoc/>
    public override float FactorAt(double progress) => 1;
}

/// <summary>Half a cosine from 1 down to 0: large steps first, small steps last.</summary>
/// <param name="WarmUp">The part of the training, in [0, 1), during which the factor first rises linearly from 0 to 1.</param>
/// <remarks><c>½·(1 + cos π·p)</c>. Source: Loshchilov and Hutter, "SGDR", 2017.</remarks>
public sealed record CosineSchedule(double WarmUp = 0) : Schedule
{
    /// <inheritdoc/>
    public override float FactorAt(double progress)
    {
        if (progress < WarmUp)
        {
            return (float)(progress / WarmUp);
        }

        double fall = (progress - WarmUp) / (1 - WarmUp);
        return (float)(0.5 * (1 + PortableMath.SinCosTurns(fall / 2).Cosine));
    }
}
