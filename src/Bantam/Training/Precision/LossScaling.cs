namespace Bantam.Training;

/// <summary>A factor on the loss while gradients are computed: it lifts small gradients over the smallest number of a storage format.</summary>
/// <remarks>
/// Gradients are linear in the loss, so they are divided by the factor in Float32 before the optimizer sees them. Powers of 2
/// change no bit of a gradient that neither vanishes nor overflows. Source: Micikevicius et al., "Mixed Precision
/// Training", 2018.
/// </remarks>
public sealed record LossScaling
{
    /// <summary>No scaling: the factor is 1.</summary>
    public static LossScaling None { get; } = new();

    /// <summary>Starts at 65,536, is halved whenever a gradient overflows, and doubled after every 2000 steps without that.</summary>
    public static LossScaling Dynamic { get; } = new() { Factor = 65536, GrowthInterval = 2000 };

    /// <summary>The factor at the beginning; greater than 0, best a power of 2.</summary>
    public float Factor { get; init; } = 1;

    /// <summary>After how many steps without an overflow the factor grows; 0 where it never changes ("static").</summary>
    public int GrowthInterval { get; init; }

    /// <summary>By what the factor then grows; greater than 1.</summary>
    public float Growth { get; init; } = 2;

    /// <summary>By what the factor falls when a gradient overflows, in (0, 1). That step changes no value.</summary>
    public float BackOff { get; init; } = 0.5f;

    /// <summary>Whether the factor follows the gradients.</summary>
    public bool IsDynamic => GrowthInterval > 0;

    /// <summary>A factor that stays.</summary>
    /// <param name="factor">The factor; greater than 0, best a power of 2.</param>
    /// <returns>The scaling.</returns>
    public static LossScaling Static(float factor) => new() { Factor = factor };

    /// <summary>Refuses values outside of their ranges.</summary>
    internal void Check()
    {
        bool isPossible = Factor > 0 && float.IsFinite(Factor) && GrowthInterval >= 0 && Growth > 1 && float.IsFinite(Growth) && BackOff is > 0 and < 1;
        if (!isPossible)
        {
            throw new ArgumentException($"Loss scaling needs a factor above 0, an interval of 0 or more steps, a growth above 1 and a back-off between 0 and 1, but got {this}.");
        }
    }
}
