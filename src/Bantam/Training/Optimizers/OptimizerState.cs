using Bantam.Model;

namespace Bantam.Training;

/// <summary>An optimizer at work on the parameters of one network.</summary>
public sealed class OptimizerState
{
    private readonly Dictionary<Parameter, float[]> _slots = new(ReferenceEqualityComparer.Instance);

    /// <summary>Starts with nothing remembered.</summary>
    /// <param name="optimizer">The rule.</param>
    public OptimizerState(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Optimizer = optimizer;
    }

    /// <summary>The rule.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The number of steps done.</summary>
    public long StepCount { get; internal set; }

    /// <summary>Moves every parameter once.</summary>
    /// <param name="gradients">Values and gradients; the same parameters at each step.</param>
    /// <param name="scale">The factor of the learning rate.</param>
    public void Step(IReadOnlyList<ParameterGradient> gradients, float scale = 1)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        StepCount++;
        for (int i = 0; i < gradients.Count; i++)
        {
            ParameterGradient p = gradients[i];
            Optimizer.Update(p.Value.Span<float>(), p.Gradient.Span<float>(), SlotsOf(p.Parameter), StepCount, scale);
        }
    }

    /// <summary>What is remembered for a parameter, for saving and restoring.</summary>
    internal float[] SlotsOf(Parameter parameter)
    {
        if (!_slots.TryGetValue(parameter, out float[]? slots))
        {
            _slots[parameter] = slots = new float[Optimizer.SlotCount * parameter.Shape.Count];
        }

        return slots;
    }
}
