namespace Bantam.Training;

/// <summary>How parameters follow their gradients. Immutable; what it remembers from step to step lives in an <see cref="OptimizerState"/>.</summary>
/// <remarks>An optimizer sees values and gradients and never the network: computing gradients and using them are two things (notes: line 1209).</remarks>
/// <param name="LearningRate">The step size η. Greater than 0.</param>
public abstract record Optimizer(float LearningRate)
{
    /// <summary>The number of values that it remembers for each trained value.</summary>
    public abstract int SlotCount { get; }

    /// <summary>Changes the values of one parameter.</summary>
    /// <param name="value">The values θ, changed in place.</param>
    /// <param name="gradient">Their gradients g.</param>
    /// <param name="slots">What was remembered for them: <see cref="SlotCount"/> times as many values, slot after slot.</param>
    /// <param name="step">The number of the step, from 1.</param>
    /// <param name="scale">The factor of the learning rate at this step, from the schedule.</param>
    protected internal abstract void Update(Span<float> value, ReadOnlySpan<float> gradient, Span<float> slots, long step, float scale);
}
