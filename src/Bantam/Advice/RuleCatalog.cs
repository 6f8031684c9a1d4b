using Bantam.Model;

namespace Bantam.Advice;

/// <summary>All rules that networks are checked against. <c>docs/advice.md</c> is written from it.</summary>
public static class RuleCatalog
{
    /// <summary>The rules, the most severe first.</summary>
    public static IReadOnlyList<Rule> All { get; } = [.. InOrderOfSubject().OrderByDescending(rule => rule.Severity)];

    /// <summary>Finds a rule.</summary>
    /// <param name="id">Its identifier, for example <c>W-BN-DROPOUT</c>; upper and lower case count as the same.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="UnknownNameException">There is no such rule; the message names the nearest.</exception>
    public static Rule Named(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return All.FirstOrDefault(rule => rule.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            ?? throw new UnknownNameException("rule", id, [.. All.Select(rule => rule.Id)]);
    }

    private static IEnumerable<Rule> InOrderOfSubject() =>
    [
        DataRules.Interface,
        DeviceRules.InputTooLarge,
        DeviceRules.ActivationsTooLarge,
        DeviceRules.WeightsTooLarge,
        ShapeRules.LostPixels,
        ShapeRules.UnevenPadding,
        ShapeRules.AbsurdMultiplier,
        NormalizationRules.BesideDropout,
        NormalizationRules.RedundantBias,
        NormalizationRules.BehindActivation,
        QuantizationRules.Accumulator,
        QuantizationRules.Unmeasured,
        QuantizationRules.WeightOnly,
        QuantizationRules.PerTensor,
        QuantizationRules.SymmetricRelu,
        QuantizationRules.SensitiveLayers,
        DataRules.Saturation,
        DataRules.WideRange,
        DataRules.Escalate,
        PruningRules.PrunedEarly,
        PruningRules.PrunedInterface,
        ComparisonRules.DifferentWorkload,
        EnergyRules.ReducePrecision,
        EnergyRules.KeepInSram,
        EnergyRules.AvoidMultiplications,
        DataflowRules.Vectorize,
        DataflowRules.ReuseData,
        DataflowRules.MemoryBound,
        ArchitectureRules.Factorize,
        ArchitectureRules.Group,
        ArchitectureRules.Bottleneck,
        ArchitectureRules.Residual,
        ArchitectureRules.DenseHead,
        PruningRules.PruneDense,
        DataRules.Augment,
    ];
}
