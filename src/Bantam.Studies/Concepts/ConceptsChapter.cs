namespace Bantam.Studies;

/// <summary>What networks are made of, and how they learn.</summary>
internal static class ConceptsChapter
{
    public static IReadOnlyList<Study> Studies { get; } =
    [
        ActivationsStudy.Study,
        BatchNormFlowStudy.Study,
        LossSurfaceStudy.Study,
        NormalizationAxesStudy.Study,
        NormsStudy.Study,
    ];
}
