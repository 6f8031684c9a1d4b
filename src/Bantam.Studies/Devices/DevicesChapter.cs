namespace Bantam.Studies;

/// <summary>Devices: what they are made of, and how long networks take on them.</summary>
internal static class DevicesChapter
{
    public static IReadOnlyList<Study> Studies { get; } =
    [
        GenerationsStudy.Study,
        LatencyAndThroughputStudy.Study,
        FeedingUnitsStudy.Study,
        HardwareLotteryStudy.Study,
        MacWidthsStudy.Study,
        BitSerialStudy.Study,
        NarrowNumbersStudy.Study,
    ];
}
