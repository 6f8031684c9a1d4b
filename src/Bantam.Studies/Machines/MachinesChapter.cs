namespace Bantam.Studies;

/// <summary>Machines that run neural networks: what they count, and what they wait for.</summary>
internal static class MachinesChapter
{
    public static IReadOnlyList<Study> Studies { get; } =
    [
        SystolicArrayStudy.Study,
        BitMultiplierStudy.Study,
        VectorStudy.Study,
        DivergenceStudy.Study,
        BspStudy.Study,
        LatencyHidingStudy.Study,
        CoalescingStudy.Study,
        MemoryLevelsStudy.Study,
        RooflineStudy.Study,
        SparseRooflineStudy.Study,
        TensorCoreStudy.Study,
        TilingStudy.Study,
    ];
}
