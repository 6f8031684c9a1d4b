namespace Bantam.Studies;

/// <summary>Counting: parameters, MACs, units, bytes and bit operations.</summary>
internal static class CountingChapter
{
    public static IReadOnlyList<Study> Studies { get; } =
    [
        LayerCostsStudy.Study,
        CostGradesStudy.Study,
        ResNet50ResourcesStudy.Study,
        ParetoStudy.Study,
        SimplicityWallStudy.Study,
        FootprintStudy.Study,
        FitsStudy.Study,
        BitOperationsStudy.Study,
        BitWidthsStudy.Study,
    ];
}
