namespace Bantam.Studies;

/// <summary>Energy and power: what operations and memory cost, and why clocks stopped rising.</summary>
internal static class EnergyChapter
{
    public static IReadOnlyList<Study> Studies { get; } =
    [
        ChipScalingStudy.Study,
        PowerStudy.Study,
        EnergyTableStudy.Study,
        MemoryWallStudy.Study,
        InferenceEnergyStudy.Study,
        FewMultiplicationsStudy.Study,
    ];
}
